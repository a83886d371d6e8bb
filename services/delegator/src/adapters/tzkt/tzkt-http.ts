import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { type Dispatcher, Pool } from "undici";

import { retryAfterMs } from "./retry-after.ts";
import { UpstreamFault } from "./upstream-fault.ts";
import { UpstreamRefusal } from "./upstream-refusal.ts";

/** A page of 10,000 rows weighs 1.2 MB (0.5 MB packed); anything far beyond that is not a page. */
const PACKED_BYTES_MAX = 16 * 2 ** 20;
const BODY_BYTES_MAX = 64 * 2 ** 20;
/** A page fits into two chunks; with the default of 16 kB a hundred callbacks a page cost this thread 0.4 s a sync. */
const UNPACK_CHUNK_BYTES = 2 ** 20;
const REFUSAL_TEXT_MAX = 500;
const CONNECTIONS_MAX = 16;
/** What says that the question is wrong, or that there is no such endpoint: asking again is no use. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 405, 410, 501]);

const unpack = promisify(gunzip);

export type TzktTimeouts = {
  readonly connectMs: number;
  readonly headersMs: number;
  /** For the whole body: a trickle that never ends is a stall too. */
  readonly bodyMs: number;
};

export type TzktHttpOptions = {
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly timeouts: TzktTimeouts;
  readonly userAgent: string;
};

/** A parsed answer and the level it was computed at. */
export type TzktAnswer = { readonly body: unknown; readonly level: number | undefined };

/** One request, one answer: no retry, no pacing. */
export class TzktHttp implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #headers: Record<string, string>;
  readonly #timeouts: TzktTimeouts;

  constructor(options: TzktHttpOptions) {
    const url = new URL(options.url);
    this.#timeouts = options.timeouts;
    this.#path = url.pathname.replace(/\/$/, "");
    this.#headers = {
      accept: "application/json",
      "accept-encoding": "gzip",
      "user-agent": options.userAgent,
      ...(options.apiKey === undefined ? {} : { apikey: options.apiKey }),
    };
    this.#pool = new Pool(url.origin, {
      connections: CONNECTIONS_MAX,
      pipelining: 1,
      connect: { timeout: options.timeouts.connectMs },
      headersTimeout: options.timeouts.headersMs,
      bodyTimeout: options.timeouts.bodyMs,
      maxResponseSize: PACKED_BYTES_MAX,
    });
  }

  async get(path: string, signal: AbortSignal): Promise<TzktAnswer> {
    const { headersMs, bodyMs, connectMs } = this.#timeouts;
    const deadline = AbortSignal.timeout(connectMs + headersMs + bodyMs);
    try {
      return await this.#exchange(path, AbortSignal.any([signal, deadline]));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UpstreamFault || error instanceof UpstreamRefusal) throw error;
      throw new UpstreamFault(`no whole answer: ${reasonOf(error)}`, { cause: error });
    }
  }

  async #exchange(path: string, signal: AbortSignal): Promise<TzktAnswer> {
    const response = await this.#pool.request({
      path: `${this.#path}${path}`,
      method: "GET",
      headers: this.#headers,
      signal,
    });
    const bytes = await bodyBytes(response);
    if (response.statusCode !== 200) throw failure(path, response, bytes);
    return { body: parse(bytes), level: levelOf(response) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function header(response: Dispatcher.ResponseData, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function levelOf(response: Dispatcher.ResponseData): number | undefined {
  const text = header(response, "tzkt-level");
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

async function bodyBytes(response: Dispatcher.ResponseData): Promise<Buffer> {
  const bytes = Buffer.from(await response.body.arrayBuffer());
  if (header(response, "content-encoding") !== "gzip") return bytes;
  return unpack(bytes, { maxOutputLength: BODY_BYTES_MAX, chunkSize: UNPACK_CHUNK_BYTES });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new UpstreamFault("the answer is not JSON", { cause: error });
  }
}

function failure(path: string, response: Dispatcher.ResponseData, bytes: Buffer): Error {
  const status = response.statusCode;
  if (REFUSALS.has(status)) {
    return new UpstreamRefusal(status, path, bytes.toString("utf8").slice(0, REFUSAL_TEXT_MAX));
  }
  const pause = retryAfterMs(header(response, "retry-after"), Date.now());
  return new UpstreamFault(`status ${status}`, { status, retryAfterMs: pause });
}
