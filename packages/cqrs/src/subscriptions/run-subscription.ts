import { Backoff } from "./backoff.ts";
import { Bell } from "./bell.ts";
import { checkFilter } from "./present-events.ts";
import type { RunOptions } from "./run-options.ts";
import { Session } from "./session.ts";
import { SubscriptionLost } from "./subscription-lost.ts";
import type { Subscription } from "./subscription.ts";

const LEASE_MS = 10_000;
/** Whoever stands by looks so often, whatever the lease is. */
const STANDBY_MS_MAX = 1_000;
const RETRY_MS_MIN = 50;
const RETRY_MS_MAX = 5_000;

/**
 * Handles the log, now and as it grows, until the signal aborts or the revision is retired. Any number of processes may
 * run the same subscription: one owns it, the others take over when its lease runs out. A store that is away is waited
 * for. Throws what can be neither waited for nor blamed on an event, such as a missing right in the database.
 */
export async function runSubscription<Tx>(
  subscription: Subscription<Tx>,
  options: RunOptions<Tx>,
): Promise<void> {
  checkFilter(subscription);
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const bell = new Bell(options.sleep);
  const end = (): void => over.abort();
  const ends = await Promise.allSettled([
    keepOwning(subscription, { ...options, signal }, bell).finally(end),
    options.store.watch(() => bell.ring(), signal).finally(end),
  ]);
  for (const each of ends) if (each.status === "rejected") throw each.reason;
}

async function keepOwning<Tx>(
  subscription: Subscription<Tx>,
  options: RunOptions<Tx>,
  bell: Bell,
): Promise<void> {
  const { store, signal, sleep } = options;
  const backoff = new Backoff(RETRY_MS_MIN, RETRY_MS_MAX);
  let restMs: number | undefined = 0;
  while (!signal.aborted && restMs !== undefined) {
    await sleep(restMs, signal).catch(() => undefined);
    try {
      restMs = await own(subscription, options, { bell, backoff });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof SubscriptionLost) && !store.isTransient(error)) throw error;
      options.onError?.(error);
      restMs = backoff.next();
    }
  }
}

/** Handles the log for as long as the subscription is ours; says when to ask for it again, if at all. */
async function own<Tx>(
  subscription: Subscription<Tx>,
  options: RunOptions<Tx>,
  { bell, backoff }: { readonly bell: Bell; readonly backoff: Backoff },
): Promise<number | undefined> {
  const { store, owner, leaseMs = LEASE_MS } = options;
  const { name, revision, startAfter = 0n } = subscription;
  const claim = await store.claim({ name, revision }, { owner, leaseMs, startAfter });
  switch (claim.state) {
    case "retired":
      return undefined;
    case "stopped":
      return STANDBY_MS_MAX;
    case "held":
      return Math.min(claim.forMs, STANDBY_MS_MAX);
    case "mine": {
      const holding = { name, revision, epoch: claim.epoch };
      const session = new Session(subscription, holding, { ...options, leaseMs, bell, backoff });
      await session.run(claim.position);
      return 0;
    }
    default:
      return claim satisfies never;
  }
}
