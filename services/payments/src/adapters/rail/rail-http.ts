import { RailFault } from "./rail-fault.ts";

/** A request, as far as the rail's API needs any. */
export type RailRequest = {
  readonly method: "GET" | "POST";
  /** From the rail's address on; holds ids, and never names or accounts. */
  readonly path: string;
  readonly body?: string;
};

/** A whole answer: its JSON, undefined where it is none. */
export type RailResponse = { readonly status: number; readonly body: unknown };

/** How the rail is reached. */
export type RailHttpOptions = {
  /** Its address, perhaps with a path. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** For one exchange as a whole. */
  readonly timeoutMs: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** From 0 up to 1. */
  readonly random: () => number;
};

/** More than any page of outcomes weighs. */
const BODY_BYTES_MAX = 1024 * 1024;
/** Every request may be sent again; whoever waits longer comes back by a timer. */
const ATTEMPTS_MAX = 2;
const REST_MS_MAX = 500;

/** One exchange with the rail, tried once more where there is no answer at all. Throws `RailFault`, or the signal's reason. */
export async function exchange(
  options: RailHttpOptions,
  request: RailRequest,
  signal: AbortSignal,
): Promise<RailResponse> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await exchangeOnce(options, request, signal);
    } catch (error) {
      signal.throwIfAborted();
      const isLast = attempt === ATTEMPTS_MAX;
      if (isLast) throw error;
      await options.sleep(options.random() * REST_MS_MAX, signal);
    }
  }
}

async function exchangeOnce(
  { url, fetch: send, timeoutMs }: RailHttpOptions,
  { method, path, body }: RailRequest,
  signal: AbortSignal,
): Promise<RailResponse> {
  try {
    const response = await send(`${url.replace(/\/$/, "")}${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body }),
      // Nobody else is given what a payment says.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return { status: response.status, body: jsonOf(await textOf(response)) };
  } catch (error) {
    if (error instanceof RailFault) throw error;
    throw new RailFault(`no whole answer to ${method} ${path}`, { cause: error });
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      throw new RailFault("an answer is too long", { status: response.status });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
