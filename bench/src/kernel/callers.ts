import { percentiles } from "../statistics.ts";

/** What callers got done who each waited for an answer before they asked again. */
export type Called = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly calls: number;
};

type Callers = {
  readonly callers: number;
  /** Calls in all. */
  readonly calls: number;
};

/** Lets so many callers ask at the same time until all calls are answered; a call that fails ends it. */
export async function callAtOnce(
  { callers, calls }: Callers,
  call: (number: number) => Promise<unknown>,
): Promise<Called> {
  const latencies: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < calls) {
      const number = next;
      next += 1;
      const started = performance.now();
      await call(number);
      latencies.push(performance.now() - started);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - started) / 1000;
  const { p50, p99 } = percentiles(latencies);
  return { perSecond: calls / seconds, p50Ms: p50, p99Ms: p99, calls };
}
