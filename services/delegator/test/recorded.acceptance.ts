import { readFile } from "node:fs/promises";

import { startTzkt } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase, sql } from "./delegator-database.ts";
import { startDelegator } from "./start-delegator.ts";
import { expectedRows, storedRows } from "./stored-rows.ts";

const FIXTURE = new URL(
  "../../../standins/tzkt/fixtures/recorded-delegations.json",
  import.meta.url,
);

/** Recorded before TzKT made its ids deterministic (2022-09-10): today it has another id. */
const OLD_ID = 44_936_408;
/** Of today's scheme, between the ids of the records before and after it. */
const NEW_ID = 200_000_000 * 2 ** 20;

type Recorded = {
  readonly id: number;
  readonly timestamp: string;
  readonly amount: number;
  readonly level: number;
  readonly sender: { readonly address: string };
};

function isRecorded(value: unknown): value is Recorded {
  return typeof value === "object" && value !== null && "id" in value && "sender" in value;
}

async function recorded(): Promise<readonly Recorded[]> {
  const values: unknown = JSON.parse(await readFile(FIXTURE, "utf8"));
  return Array.isArray(values) ? values.filter(isRecorded) : [];
}

test.concurrent("the recorded mainnet delegations are served field by field as recorded, newest first", async () => {
  const records = (await recorded()).map((record) =>
    record.id === OLD_ID ? { ...record, id: NEW_ID } : record,
  );
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ records });
  await using delegator = await startDelegator({ database, tzkt });
  await delegator.facts.said("AuditPassed");

  const { status, text } = await delegator.get("/xtz/delegations");
  const data = records
    .toSorted((one, other) => other.level - one.level || other.id - one.id)
    .map(({ timestamp, amount, sender, level }) => ({
      timestamp,
      amount: String(amount),
      delegator: sender.address,
      level: String(level),
    }));
  expect(data).toHaveLength(12);
  expect({ status, text }).toEqual({ status: 200, text: `${JSON.stringify({ data })}\n` });
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
});

test.concurrent("a record with an id of the old scheme is refused with its reason and never stored", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ records: await recorded() });
  await using delegator = await startDelegator({ database, tzkt });

  const alarm = await delegator.facts.said("UpstreamFailed");
  expect(alarm).toMatchObject({ level: "warn", reason: "row 0: the id is not a multiple of 2^20" });
  await delegator.facts.next("UpstreamFailed");
  expect(await sql(database, "select count(*)::int as n from delegator.delegation")).toEqual([
    { n: 0 },
  ]);
  const { status } = await delegator.get("/readyz");
  expect(status).toBe(503);
});
