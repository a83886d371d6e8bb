import { openDatabase } from "@holdfast/postgres";
import { startTzkt } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase } from "./delegator-database.ts";
import { startDelegator } from "./start-delegator.ts";
import { expectedRows, storedRows } from "./stored-rows.ts";

/** Half of the longer lease: what is left to wait for its age is not ended in time. */
const TEST_MS_MAX = 25_000;

test.each(["500ms", "1m"])(
  "rows that a frozen leader copied and never committed do not block its successor, with a lease of %s",
  async (lease) => {
    await using database = await delegatorDatabase();
    await using tzkt = await startTzkt({ rows: 300 });
    await using frozen = openDatabase({
      url: database.url,
      applicationName: "delegator-ingest",
      max: 1,
    });
    const isEvicted = Promise.withResolvers<unknown>();
    const isHolding = Promise.withResolvers<void>();
    // The first address number is taken by a transaction that will never end by itself.
    const holding = frozen.transaction(async (tx) => {
      await tx.query({ text: "set local idle_in_transaction_session_timeout = 0" });
      await tx.query({
        text: "insert into delegator.address (aid, addr) values (1, 'left behind')",
      });
      isHolding.resolve();
      await isEvicted.promise;
      await tx.query({ text: "select 1" });
    });
    await isHolding.promise;

    await using delegator = await startDelegator({ database, tzkt }, { SYNC_LEASE: lease });
    await delegator.facts.said("AuditPassed");
    expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
    isEvicted.resolve(undefined);
    await expect(holding).rejects.toThrow(/unavailable/);
  },
  TEST_MS_MAX,
);
