import { Fault } from "../domain/fault.ts";
import type { Runtime } from "./runtime.ts";

/** Signals that end a piece of work early. */
export type Signals = readonly (AbortSignal | undefined)[];

/**
 * Runs work with a signal of its own, which aborts with one of the others or after so many milliseconds. Does not wait
 * for work that pays no heed to its signal. Throws the reason of the signal that aborted, or `Fault`.
 */
export type Within = <T>(
  ms: number,
  signals: Signals,
  work: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** The one that has aborted. */
export const abortedOf = (signals: Signals) => signals.find((signal) => signal?.aborted);

/** Limits of time, by this clock. */
export function limitsBy(runtime: Runtime): Within {
  return async (ms, signals, work) => {
    abortedOf(signals)?.throwIfAborted();
    const stopping = new AbortController();
    const { signal } = stopping;
    const stop = () => stopping.abort(abortedOf(signals)?.reason);
    const expire = () => stopping.abort(new Fault(`not done within ${ms} ms`, "timeout"));
    const stopped = new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
    // AbortSignal.any would do, but it kept every derived signal alive in Node before 22 (nodejs/node#54614).
    for (const outer of signals) outer?.addEventListener("abort", stop);
    const cancel = runtime.after(ms, expire);
    try {
      return await Promise.race([work(signal), stopped]);
    } finally {
      cancel();
      for (const outer of signals) outer?.removeEventListener("abort", stop);
    }
  };
}

/** Waits. Throws the reason of the signal when it aborts. */
export const sleep = (within: Within, ms: number, signal: AbortSignal) =>
  within(ms, [signal], () => new Promise(() => undefined)).catch(() => signal.throwIfAborted());
