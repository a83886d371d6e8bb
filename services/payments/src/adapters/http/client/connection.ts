import { type Asked, bodyIn, exchange, type Query, type Reach } from "./exchange.ts";
import { isRetried, retryDelayMs, sleep } from "./retry.ts";

/** How a client is set up. */
export type PaymentsClientOptions = {
  /** Where the service is, perhaps with a path. */
  readonly url: string;
  /** A token, or what gives one: it is asked before each attempt. */
  readonly token: string | (() => string | Promise<string>);
  readonly fetch?: typeof fetch;
  /** For each attempt as a whole; 30 seconds. */
  readonly timeoutMs?: number;
  /** Attempts after the first one; 3. */
  readonly retries?: number;
  /** Makes idempotency keys; random uuids. */
  readonly newId?: () => string;
  /** From 0 up to 1: spreads retries. */
  readonly random?: () => number;
};

/** What a call that reads takes. */
export type ReadOptions = {
  /** Ends the call, which throws the signal's reason. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
};

/** What a call that changes something takes. */
export type WriteOptions = ReadOptions & {
  /** Names what is wanted: asked for again under it, it is answered again and done once. Made if left out. */
  readonly idempotencyKey?: string;
};

/** An answer with its head. */
type Answer<Body> = { readonly body: Body; readonly headers: Headers };

/** The service as the calls of a client see it. */
export type Connection = {
  readonly reach: Reach;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly random: () => number;
  readonly get: <Body>(path: string, query: Query, options?: ReadOptions) => Promise<Body>;
  readonly post: <Body>(path: string, body: object, options?: WriteOptions) => Promise<Body>;
  /** Throws `PaymentsProblem`, `PaymentsFailure`, or the reason of the caller's signal. */
  readonly send: <Body>(asked: Asked, options?: WriteOptions) => Promise<Answer<Body>>;
};

const TIMEOUT_MS = 30_000;
const RETRIES = 3;

/** Sends requests, and repeats them where that helps: with the same key, so that nothing is done twice. */
export function openConnection(options: PaymentsClientOptions): Connection {
  const { url, token, fetch: send = fetch, timeoutMs = TIMEOUT_MS } = options;
  const { retries = RETRIES, random = Math.random, newId = () => crypto.randomUUID() } = options;
  const parts = { reach: { url, token, fetch: send }, timeoutMs, retries, random };
  const sendAsked: Connection["send"] = ({ headers, ...asked }, given = {}) => {
    if (asked.method === "GET") return sent(parts, asked, given);
    const { idempotencyKey = newId() } = given;
    const keyed = { ...asked, headers: { ...headers, "idempotency-key": idempotencyKey } };
    return sent(parts, keyed, { ...given, idempotencyKey });
  };
  return {
    ...parts,
    send: sendAsked,
    get: async <Body>(path: string, query: Query, given?: ReadOptions) =>
      (await sendAsked<Body>({ method: "GET", path, query }, given)).body,
    post: async <Body>(path: string, body: object, given?: WriteOptions) =>
      (await sendAsked<Body>({ method: "POST", path, body }, given)).body,
  };
}

type Parts = Pick<Connection, "reach" | "timeoutMs" | "retries" | "random">;

async function sent<Body>(
  { reach, retries, random, ...parts }: Parts,
  asked: Asked,
  { signal, idempotencyKey, timeoutMs = parts.timeoutMs }: WriteOptions,
): Promise<Answer<Body>> {
  for (let attempts = 1; ; attempts += 1) {
    const about = { method: asked.method, path: asked.path, idempotencyKey, attempts };
    const attempt = { about, signal, limit: AbortSignal.timeout(timeoutMs) };
    const take = async (response: Response): Promise<Answer<Body>> => ({
      body: bodyIn(await response.text(), about),
      headers: response.headers,
    });
    try {
      return await exchange(reach, asked, { attempt, take });
    } catch (error) {
      if (!isRetried(error) || attempts > retries) throw error;
      const { retryAfterMs } = error;
      await sleep(retryDelayMs({ retries: attempts - 1, retryAfterMs, random: random() }), signal);
    }
  }
}
