import type { Sleep } from "@holdfast/cqrs/subscriptions";
import type { SubjectKeys } from "@holdfast/erasure";

const RETRY_MS = 1_000;

type Following = {
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  readonly onError?: ((error: unknown, where: string) => void) | undefined;
};

/**
 * Hears of keys that others destroy until the signal aborts, and again after whatever ended it: whoever is deaf uses keys
 * until they expire.
 */
export async function followKeys(
  keys: Pick<SubjectKeys, "follow">,
  { sleep, signal, onError }: Following,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await keys.follow(signal);
    } catch (error) {
      if (!signal.aborted) onError?.(error, "keys");
    }
    await sleep(RETRY_MS, signal).catch(() => undefined);
  }
}

/** Finishes erasures that died half-way, again until it has passed once or the signal aborts. */
export async function finishErasures(
  finish: () => Promise<unknown>,
  { sleep, signal, onError }: Following,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await finish();
      return;
    } catch (error) {
      onError?.(error, "erasures");
    }
    await sleep(RETRY_MS, signal).catch(() => undefined);
  }
}
