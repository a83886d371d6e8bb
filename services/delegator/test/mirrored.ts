import type { TestDatabase } from "@holdfast/postgres/testing";
import { startTzkt, type Truth } from "@holdfast/standin-tzkt";

import type { Delegation } from "../src/domain/delegation.ts";
import { delegatorDatabase } from "./delegator-database.ts";
import { type Delegator, startDelegator } from "./start-delegator.ts";
import { trueDelegations } from "./true-delegations.ts";

/** A service that has mirrored a chain of its own and has nothing to do but to answer. */
export type Mirrored = AsyncDisposable & {
  readonly database: TestDatabase;
  readonly delegator: Delegator;
  /** What the chain holds up to the final level. */
  readonly truth: Truth;
  /** The same, newest first. */
  readonly rows: readonly Delegation[];
  readonly head: number;
  readonly final: number;
};

export async function mirrored(
  rows: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Mirrored> {
  await using held = new AsyncDisposableStack();
  const database = held.use(await delegatorDatabase());
  const tzkt = held.use(await startTzkt({ seed: 7, rows }));
  const still = { TZKT_PAGE: "5000", SYNC_POLL: "1h", SYNC_AUDIT: "24h" };
  const delegator = held.use(await startDelegator({ database, tzkt }, { ...still, ...env }));
  await delegator.facts.said("AuditPassed");
  const truth = tzkt.truth(tzkt.head - 2);
  const kept = held.move();
  return {
    database,
    delegator,
    truth,
    rows: trueDelegations(truth),
    head: tzkt.head,
    final: tzkt.head - 2,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
