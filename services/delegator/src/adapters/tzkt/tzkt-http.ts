import { type Dispatcher, Pool } from "undici";

import { type RawBody, readBody } from "./read-body.ts";
import { retryAfterMs } from "./retry-after.ts";
import { tellsWhenSent } from "./tells-when-sent.ts";
import { UpstreamFault } from "./upstream-fault.ts";
import { UpstreamRefusal } from "./upstream-refusal.ts";

/** A page of 10,000 rows weighs 0.5 MB packed. */
const PACKED_BYTES_MAX = 16 * 2 ** 20;
/** Pages are asked for as lists of cells, nothing else is. */
const PAGE_MARK = "select.values=";
const REFUSAL_TEXT_MAX = 500;
const CONNECTIONS_MAX = 16;
/** What says that the question is wrong, or that there is no such endpoint: asking again is no use. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 405, 410, 501]);

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
  /** Reads the pages of the history; in this thread when absent. */
  readonly readPage?: (body: RawBody) => Promise<unknown>;
};

/** A parsed answer and the level it was computed at. */
export type TzktAnswer = { readonly body: unknown; readonly level: number | undefined };

/** One request, one answer: no retry, no pacing. */
export class TzktHttp implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #headers: Record<string, string>;
  readonly #timeouts: TzktTimeouts;
  readonly #readPage: (body: RawBody) => Promise<unknown>;

  constructor(options: TzktHttpOptions) {
    const url = new URL(options.url);
    this.#timeouts = options.timeouts;
    this.#readPage = options.readPage ?? (async (body) => readBody(body));
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

  /** `onSent` is called when the request has a connection and its bytes leave. */
  async get(
    path: string,
    signal: AbortSignal,
    onSent: () => void = () => undefined,
  ): Promise<TzktAnswer> {
    const { headersMs, bodyMs, connectMs } = this.#timeouts;
    const deadline = AbortSignal.timeout(connectMs + headersMs + bodyMs);
    try {
      return await this.#exchange(path, AbortSignal.any([signal, deadline]), onSent);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UpstreamFault || error instanceof UpstreamRefusal) throw error;
      throw new UpstreamFault(`no whole answer: ${reasonOf(error)}`, { cause: error });
    }
  }

  async #exchange(path: string, signal: AbortSignal, onSent: () => void): Promise<TzktAnswer> {
    const response = await this.#pool.compose(tellsWhenSent(onSent)).request({
      path: `${this.#path}${path}`,
      method: "GET",
      headers: this.#headers,
      signal,
    });
    const bytes = new Uint8Array(await response.body.arrayBuffer());
    if (response.statusCode !== 200) throw failure(path, response, bytes);
    const raw = { bytes, isPacked: header(response, "content-encoding") === "gzip" };
    const body = path.includes(PAGE_MARK) ? await this.#readPage(raw) : readBody(raw);
    return { body, level: levelOf(response) };
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

/** What the upstream says about its refusal, for the log. */
function refusalText(body: RawBody): string {
  try {
    return JSON.stringify(readBody(body)).slice(0, REFUSAL_TEXT_MAX);
  } catch {
    return "an unreadable body";
  }
}

function failure(
  path: string,
  response: Dispatcher.ResponseData,
  bytes: Uint8Array<ArrayBuffer>,
): Error {
  const status = response.statusCode;
  if (REFUSALS.has(status)) {
    return new UpstreamRefusal(
      status,
      path,
      refusalText({ bytes, isPacked: header(response, "content-encoding") === "gzip" }),
    );
  }
  const pause = retryAfterMs(header(response, "retry-after"), Date.now());
  return new UpstreamFault(`status ${status}`, { status, retryAfterMs: pause });
}
