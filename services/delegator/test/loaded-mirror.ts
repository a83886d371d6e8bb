import type { TestDatabase } from "@holdfast/postgres/testing";

import { delegatorDatabase, sql } from "./delegator-database.ts";
import { startDelegator } from "./start-delegator.ts";

/** A database without a leader for ever, so that only the test writes; on the server of the run unless another is named. */
export async function leaderlessMirror(adminUrl?: string): Promise<TestDatabase> {
  const database = await delegatorDatabase(adminUrl);
  await keepLeadersOut(database);
  return database;
}

/** The same, after one service has mirrored the upstream into it. */
export async function loadedMirror(
  tzkt: { readonly url: string },
  adminUrl?: string,
): Promise<TestDatabase> {
  const database = await delegatorDatabase(adminUrl);
  {
    await using loader = await startDelegator({ database, tzkt });
    await loader.facts.said("CaughtUp");
  }
  await keepLeadersOut(database);
  return database;
}

async function keepLeadersOut(database: TestDatabase): Promise<void> {
  await sql(
    database,
    "update delegator.sync set leader = 'nobody', leader_epoch = leader_epoch + 1, leader_until = 'infinity'",
  );
}
