import { setTimeout as sleep } from "node:timers/promises";

import { OutcomeUnknown } from "@holdfast/cqrs/event-store";
import { findRemembered, RecentReplays } from "@holdfast/postgres/event-store";

import { KeptAccounts } from "../../application/kept-accounts.ts";
import type { LedgerOutcome } from "../../application/ledger-request.ts";
import type { Post } from "../../application/posting-queue.ts";
import { RecentConflicts } from "../../application/recent-conflicts.ts";
import { rememberedAs } from "./come-of.ts";
import type { KeptPlace, LedgerPlace } from "./ledger-place.ts";
import { type Come, outcomesOf } from "./outcomes-of.ts";
import { decideKept, postKept } from "./post-kept.ts";
import { postOpened } from "./post-opened.ts";
import { byTenant, type Sought, withFingerprint } from "./sought.ts";

/** How ledgers are posted to. */
export type PostLedgerOptions = {
  /** Accounts that are kept, about a kilobyte each; 0, with which all is decided under locks. */
  readonly keptMax?: number;
  /** Milliseconds by a clock that never goes back. */
  readonly nowMs?: () => number;
};

type Posting = {
  readonly place: KeptPlace;
  readonly isKeeping: boolean;
  readonly replays: RecentReplays;
  readonly conflicts: RecentConflicts;
};

/**
 * Posts requests: one append and one commit for all that are new, whosever they are. Where many come that came before, all
 * are looked up beforehand, and what the log remembers takes no place among the others. What can be decided by accounts
 * that are kept is written in one statement, which compares them; only what cannot, or was not as it was thought to be,
 * is decided under locks.
 */
export function postLedger(
  place: LedgerPlace,
  { keptMax = 0, nowMs = () => performance.now() }: PostLedgerOptions = {},
): Post {
  const kept = new KeptAccounts({ max: keptMax, nowMs });
  place.whenLost?.(() => kept.forgetAll());
  const replays = new RecentReplays();
  const isKeeping = keptMax > 0;
  const conflicts = new RecentConflicts();
  const posting = { place: { ...place, kept }, isKeeping, replays, conflicts };
  return async (given) => {
    const requests = given.map(withFingerprint);
    const known = replays.areMany ? await remembered(place, requests) : new Map<Sought, Come>();
    const unknown = requests.filter((request) => !known.has(request));
    const others = unknown.length === 0 ? [] : await posted(posting, unknown);
    const come = new Map([...known, ...others]);
    replays.count(come.size, come.values().filter(isRemembered).toArray().length);
    return told(place, requests, come);
  };
}

/** Posts all, or what can be posted by what is kept. */
async function posted(
  { place, isKeeping, replays, conflicts }: Posting,
  requests: readonly Sought[],
): Promise<ReadonlyMap<Sought, Come>> {
  // What the log remembers would be found when all is written, and nothing of it could stay.
  const isWorthTrying = isKeeping && replays.areRare && conflicts.isWorthTrying();
  const batch = isWorthTrying ? await decideKept(place, requests) : undefined;
  if (batch === undefined) return postOpened(place, requests);
  let come: ReadonlyMap<Sought, Come> | undefined;
  try {
    come = await postKept(place, batch);
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error;
    return postLost(place, requests, error);
  }
  conflicts.tried(come !== undefined);
  return come ?? postOpened(place, requests);
}

/** What of a lost statement is not done by then never will be: after a second it is too late for it (`write_kept`). */
const LOST_MS = 1_100;

/** Posts requests of which it is not known whether they were. */
async function postLost(
  place: KeptPlace,
  requests: readonly Sought[],
  lost: OutcomeUnknown,
): Promise<ReadonlyMap<Sought, Come>> {
  await sleep(LOST_MS);
  try {
    return await postOpened(place, requests);
  } catch {
    // Some of it may have happened.
    throw lost;
  }
}

/** What is to be said of requests, in their order; undefined of those of which nothing came yet. */
async function told(
  place: LedgerPlace,
  requests: readonly Sought[],
  come: ReadonlyMap<Sought, Come>,
): Promise<readonly (LedgerOutcome | undefined)[]> {
  const tenants = [...byTenant(requests.filter((request) => come.has(request)))];
  const outcomes = await outcomesOf(
    place,
    tenants.map(([tenant, own]) => ({
      tenant,
      come: own.flatMap((request) => come.get(request) ?? []),
    })),
  );
  const outcomeOf = new Map(
    tenants.flatMap(([, own], of) => own.map((request, at) => [request, outcomes[of]?.[at]])),
  );
  return requests.map((request) => outcomeOf.get(request));
}

/**
 * What the log remembers, as it is without locks. What it does not know yet may be known once the book is opened: it is
 * asked again under the locks, where whoever holds them has committed.
 */
async function remembered(
  { database, schema }: LedgerPlace,
  requests: readonly Sought[],
): Promise<ReadonlyMap<Sought, Come>> {
  const tenants = [...byTenant(requests)];
  const found = await findRemembered(
    database,
    schema,
    tenants.map(([tenant, commands]) => ({ tenant, commands })),
  );
  return new Map(
    tenants.flatMap(([, own], of) =>
      own.flatMap((request, at) => {
        const each = found[of]?.[at];
        return each === undefined ? [] : [[request, rememberedAs(each)] as const];
      }),
    ),
  );
}

function isRemembered({ is }: Come): boolean {
  return is === "known" || is === "refused_by_log";
}
