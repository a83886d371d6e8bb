import { expireHolds, type ExpireHoldsParts } from "./expire-holds.ts";

/** How holds are released for as long as the service runs. */
export type SweepHoldsParts = ExpireHoldsParts & {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Between two rounds; 1,000. */
  readonly everyMs?: number;
  readonly onError: (error: unknown) => void;
};

const EVERY_MS = 1_000;

/** Releases what is due, again and again, until the signal aborts. A round that fails is left to the next one. */
export async function sweepHolds(parts: SweepHoldsParts, signal: AbortSignal): Promise<void> {
  const { sleep, everyMs = EVERY_MS, onError } = parts;
  while (!signal.aborted) {
    await expireHolds(parts, signal).catch(onError);
    await sleep(everyMs, signal).catch(() => undefined);
  }
}
