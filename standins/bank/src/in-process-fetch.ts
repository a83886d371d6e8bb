import type { Bank } from "./bank.ts";

/** So much of a request as the bank looks at. */
type FetchInit = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal: AbortSignal;
};

type Chunk = { readonly done: boolean; readonly value?: Uint8Array };

/** So much of a `Response` as a client of the account API looks at. */
export type InProcessAnswer = {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: { getReader(): { read(): Promise<Chunk>; cancel(): Promise<void> } };
};

/** Brings requests to a bank of the same process, without sockets. An abort ends the waiting, not the work. */
export function inProcessFetch(bank: Bank, sleep: (ms: number) => Promise<void>) {
  return async (url: string, init: FetchInit): Promise<InProcessAnswer> => {
    const { method, headers, body, signal } = init;
    const { pathname, search } = new URL(url);
    const { answer, delayMs } = await bank.deliver({
      method,
      target: `${pathname}${search}`,
      headers,
      body: body === undefined ? "" : new TextDecoder().decode(body),
    });
    if (delayMs > 0) await sleep(delayMs);
    signal.throwIfAborted();
    if (answer === "dropped") throw new TypeError("fetch failed");
    return {
      status: answer.status,
      headers: { get: (name) => answer.headers?.[name] ?? null },
      body: bodyOf(answer.body),
    };
  };
}

function bodyOf(text: string): InProcessAnswer["body"] {
  let rest: Uint8Array | undefined = new TextEncoder().encode(text);
  return {
    getReader: () => ({
      async read() {
        const value = rest;
        rest = undefined;
        return value === undefined ? { done: true } : { done: false, value };
      },
      async cancel() {
        rest = undefined;
      },
    }),
  };
}
