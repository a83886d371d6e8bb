/** How rounds are made for as long as the service runs. */
export type SweepParts = {
  readonly round: (signal: AbortSignal) => Promise<void>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Between two rounds; 1,000. */
  readonly everyMs?: number;
  readonly onError: (error: unknown) => void;
};

const EVERY_MS = 1_000;

/** Does what is due, again and again, until the signal aborts. A round that fails is left to the next one. */
export async function sweep(parts: SweepParts, signal: AbortSignal): Promise<void> {
  const { round, sleep, everyMs = EVERY_MS, onError } = parts;
  while (!signal.aborted) {
    await round(signal).catch(onError);
    await sleep(everyMs, signal).catch(() => undefined);
  }
}
