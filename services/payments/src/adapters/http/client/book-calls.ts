import type { Connection, ReadOptions } from "./connection.ts";
import type { EventsPage, EventsQuery } from "./event-types.ts";
import { followEvents, type FollowOptions } from "./follow-events.ts";
import { listOf } from "./list.ts";
import { pathOf } from "./path-of.ts";
import type * as wire from "./wire-types.ts";

/** Whole ledgers. */
export function ledgerCalls({ get }: Connection) {
  return {
    /** All accounts of a currency or asset, added up by class. */
    trialBalance: (ledger: string, query: wire.TrialBalanceQuery = {}, options?: ReadOptions) =>
      get<wire.TrialBalance>(pathOf("ledgers", ledger, "trial-balance"), query, options),
  };
}

/** What has happened, in the order of commits. */
export function eventCalls(connection: Connection) {
  const page = (query: EventsQuery = {}, options?: ReadOptions) =>
    connection.get<EventsPage>(pathOf("events"), query, options);
  return {
    page,
    /** All that there is now. */
    list: (query: EventsQuery = {}, options?: ReadOptions) =>
      listOf((at) => page({ ...query, ...at }, options)),
    /** All that there is and whatever happens from then on. */
    follow: (query: Omit<EventsQuery, "limit"> = {}, options?: FollowOptions) =>
      followEvents(connection, query, options),
  };
}

/** Who wanted what, and proofs of it. */
export function auditCalls({ get }: Connection) {
  return {
    list: (query: wire.AuditQuery = {}, options?: ReadOptions) =>
      listOf<wire.AuditPage>((at) => get(pathOf("audit"), { ...query, ...at }, options)),
    /** What was signed, the newest first; its `pages()` have the key. */
    checkpoints: (query: wire.CheckpointsQuery = {}, options?: ReadOptions) =>
      listOf<wire.CheckpointsPage>((at) =>
        get(pathOf("audit", "checkpoints"), { ...query, ...at }, options),
      ),
    inclusion: (query: wire.InclusionQuery, options?: ReadOptions) =>
      get<wire.Inclusion>(pathOf("audit", "proofs", "inclusion"), query, options),
    consistency: (query: wire.ConsistencyQuery, options?: ReadOptions) =>
      get<wire.Consistency>(pathOf("audit", "proofs", "consistency"), query, options),
  };
}
