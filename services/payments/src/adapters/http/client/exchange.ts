import { PaymentsFailure } from "./payments-failure.ts";
import { type About, isProblem, PaymentsProblem } from "./payments-problem.ts";
import { readRetryAfter, untilAborted } from "./retry.ts";

/** How the service is reached. */
export type Reach = {
  readonly url: string;
  readonly token: string | (() => string | Promise<string>);
  readonly fetch: typeof fetch;
};

/** A request, the same in every attempt. */
export type Asked = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly query?: Query;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Parameters; one that is a list is repeated. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Which attempt it is, and what ends it. */
export type Attempt = {
  readonly about: About;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  /** Aborted when the time of the attempt is over. */
  readonly limit: AbortSignal;
};

/** An attempt that takes what it needs out of a good answer. Throws `PaymentsProblem`, `PaymentsFailure`, or the reason of the caller's signal. */
export async function exchange<Taken>(
  reach: Reach,
  asked: Asked,
  {
    attempt,
    take,
  }: { readonly attempt: Attempt; readonly take: (response: Response) => Promise<Taken> },
): Promise<Taken> {
  const { about, signal } = attempt;
  signal?.throwIfAborted();
  const over = signal === undefined ? attempt.limit : AbortSignal.any([signal, attempt.limit]);
  const token = await tokenOf(reach, attempt, over);
  const address = addressOf(reach.url, asked);
  // What no header can hold is a mistake of the caller, and no failure of the network.
  const init = requestOf(asked, token, over);
  const { fetch: send } = reach;
  try {
    const response = await send(address, init);
    if (!response.ok) throw await refusalOf(response, about);
    return await take(response);
  } catch (error) {
    throw failureBy(error, attempt);
  }
}

/** What an error was in an attempt. Throws the reason of the caller's signal if that has ended it. */
export function failureBy(
  error: unknown,
  { about, signal, limit }: Attempt,
): PaymentsProblem | PaymentsFailure {
  if (error instanceof PaymentsProblem || error instanceof PaymentsFailure) return error;
  signal?.throwIfAborted();
  const code = limit.aborted ? "timed_out" : "unreachable";
  return new PaymentsFailure(code, about, { cause: error });
}

/** What a good answer says, of any type: the service has written it by the schema that its type is made of. Throws `PaymentsFailure`. */
export function bodyIn(text: string, about: About): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PaymentsFailure("not_understood", about, { cause });
  }
}

/** Tokens run out: whoever makes them is asked each time. Not to get one is like not to reach the service. */
async function tokenOf({ token }: Reach, attempt: Attempt, over: AbortSignal): Promise<string> {
  if (typeof token === "string") return token;
  try {
    return await untilAborted(Promise.resolve(token()), over);
  } catch (error) {
    throw failureBy(error, attempt);
  }
}

function requestOf(
  { method, body, headers }: Asked,
  token: string,
  signal: AbortSignal,
): RequestInit {
  return {
    method,
    headers: new Headers({
      accept: "application/json",
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    // A token is not carried elsewhere.
    redirect: "manual",
    signal,
  };
}

function addressOf(base: string, { path, query = {} }: Asked): URL {
  const url = new URL(`${base.replace(/\/+$/u, "")}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const each of typeof value === "object" ? value : [value]) {
      url.searchParams.append(name, String(each));
    }
  }
  return url;
}

async function refusalOf(response: Response, about: About) {
  const retryAfterMs = readRetryAfter(response.headers.get("retry-after"), Date.now());
  const body = parsed(await response.text());
  if (isProblem(body)) return new PaymentsProblem(body, about, retryAfterMs);
  return new PaymentsFailure("not_understood", about, { status: response.status, retryAfterMs });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
