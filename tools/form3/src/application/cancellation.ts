import type { Runtime } from "./runtime.ts";

/** A limit of time has passed. */
export class Expired extends Error {
  override readonly name = "Expired";
  readonly code = "expired";
  readonly ms: number;

  constructor(ms: number) {
    super(`not done within ${ms} ms`);
    this.ms = ms;
  }
}

/** What ends a piece of work early. */
export type Limit = {
  readonly runtime: Runtime;
  readonly signal: AbortSignal | undefined;
  readonly ms: number;
};

/**
 * Runs work with a signal of its own, which aborts with the outer one or after so many milliseconds. Does not wait for
 * work that pays no heed to its signal. Throws the reason of the outer signal, or `Expired`.
 */
export async function within<T>(
  { runtime, signal, ms }: Limit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const stopping = new AbortController();
  let stop = (_reason: unknown): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = (reason) => {
      reject(reason);
      stopping.abort(reason);
    };
  });
  const onAbort = () => stop(signal?.reason);
  const cancel = runtime.after(ms, () => stop(new Expired(ms)));
  // AbortSignal.any would do, but it kept every derived signal alive in Node before 22 (nodejs/node#54614).
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work(stopping.signal), stopped]);
  } finally {
    cancel();
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Waits. Throws the reason of the signal when it aborts. */
export async function sleep(runtime: Runtime, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = runtime.after(ms, () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
