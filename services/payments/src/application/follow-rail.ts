import { hearRail } from "./hear-rail.ts";
import type { OutcomeCursor, PaymentHandling, Submissions } from "./payment-ports.ts";
import type { Rail } from "./rail.ts";

/** How the feed of outcomes is followed. */
export type FollowRailOptions = {
  readonly rail: Pick<Rail, "outcomes">;
  readonly cursor: OutcomeCursor;
  readonly submissions: Pick<Submissions, "find">;
  readonly payments: PaymentHandling;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Between two looks that found the end of the feed. */
  readonly pollMs: number;
  readonly onError: (error: unknown) => void;
};

const FAILED_MS_MAX = 60_000;

/**
 * Follows the rail's feed until the signal aborts: each outcome is told to its payment before the cursor moves, at least
 * once. It is how a return is noticed that comes when nobody asks any more.
 */
export async function followRail(options: FollowRailOptions, signal: AbortSignal): Promise<void> {
  const { sleep, pollMs, onError } = options;
  let failures = 0;
  while (!signal.aborted) {
    let restMs = pollMs;
    try {
      if (await readOnce(options, signal)) restMs = 0;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      restMs = Math.min(pollMs * 2 ** failures, FAILED_MS_MAX);
      failures += 1;
    }
    if (restMs > 0) await sleep(restMs, signal).catch(() => undefined);
  }
}

/** Whether there is more to be read at once. */
async function readOnce(
  { rail, cursor, submissions, payments }: FollowRailOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const taken = await cursor.take();
  if (taken === undefined) return false;
  const { outcomes, next, hasMore } = await rail.outcomes(taken.cursor, signal);
  const owners = await submissions.find(outcomes.map(({ submission }) => submission));
  for (const outcome of outcomes) {
    const owner = owners.get(outcome.submission);
    // Others may use the same rail.
    if (owner !== undefined) await hearRail(payments, owner, outcome);
  }
  if (next === taken.cursor) return false;
  return (await cursor.move(next)) && hasMore;
}
