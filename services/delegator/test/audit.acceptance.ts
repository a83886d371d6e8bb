import type { TestDatabase } from "@holdfast/postgres/testing";
import { startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { afterAll, beforeAll, expect, test } from "vitest";

import { delegatorDatabase, sql } from "./delegator-database.ts";
import { type Delegator, startDelegator } from "./start-delegator.ts";

/** One full chunk of 10,000 rows, of which a digest is kept, and a little more. */
const ROWS = 10_400;

let database: TestDatabase;
let tzkt: TzktStandIn;
let delegator: Delegator;
beforeAll(async () => {
  database = await delegatorDatabase();
  tzkt = await startTzkt({ rows: ROWS });
  delegator = await startDelegator({ database, tzkt }, { TZKT_PAGE: "2000", SYNC_AUDIT: "1s" });
});
afterAll(async () => {
  await delegator[Symbol.asyncDispose]();
  await tzkt[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function lastAudit(): Promise<unknown> {
  const { text } = await delegator.get("/v1/status");
  const status: unknown = JSON.parse(text);
  return typeof status === "object" && status !== null && "last_audit" in status
    ? status.last_audit
    : undefined;
}

async function metric(name: string): Promise<number> {
  const { text } = await delegator.get("/metrics");
  const line = text.split("\n").find((each) => each.startsWith(name));
  return Number(line?.split(" ").at(-1) ?? Number.NaN);
}

test("once the mirror has caught up an audit passes and is shown", async () => {
  const passed = await delegator.facts.said("AuditPassed");
  expect(passed).toMatchObject({ rows: ROWS });
  expect(await lastAudit()).toMatchObject({
    passed: true,
    findings: [],
    rows: ROWS,
    level: tzkt.head - 2,
  });
  expect(await metric('delegator_audits_total{outcome="passed"')).toBeGreaterThanOrEqual(1);
  expect(await metric("delegator_audit_passed_timestamp_seconds")).toBeGreaterThan(1.5e9);
});

test("an amount that was changed in the database is found and told, not repaired", async () => {
  await delegator.facts.said("AuditPassed");
  await sql(database, "update delegator.delegation set amount = amount + 1 where g = 5000");
  const { findings } = await delegator.facts.next("AuditFailed");
  expect(findings).toEqual([
    expect.stringMatching(/^chunk 0 \(ids \d+ to \d+\) is not what was stored$/),
  ]);
  expect(await lastAudit()).toMatchObject({ passed: false, findings });
  expect(await metric('delegator_audits_total{outcome="failed"')).toBeGreaterThanOrEqual(1);
  await delegator.facts.next("AuditFailed");

  await sql(database, "update delegator.delegation set amount = amount - 1 where g = 5000");
  await delegator.facts.next("AuditPassed");
});

test("a row whose hash was changed in the database is found by its id, not repaired", async () => {
  await delegator.facts.said("AuditPassed");
  const reverse = "update delegator.delegation set op_hash = reverse(op_hash) where g = 1";
  await sql(database, reverse);
  const failed = await delegator.facts.next("AuditFailed", ({ findings }) =>
    String(findings).includes("under the ids"),
  );
  expect(String(failed["findings"])).toMatch(
    /the chain has other operations, or none, under the ids \d+$/,
  );
  expect(delegator.facts.all("RebuildStarted")).toEqual([]);

  await sql(database, reverse);
  await delegator.facts.next("AuditPassed");
});

test("a row that was deleted from the database is found by count, year and rank, not put back", async () => {
  await delegator.facts.said("AuditPassed");
  const [row] = await sql<{ year: number }>(
    database,
    `delete from delegator.delegation where g = ${ROWS - 1} returning year::int as year`,
  );
  const failed = await delegator.facts.next("AuditFailed");
  const findings = String(failed["findings"]);
  expect(findings).toContain(
    `all years: the chain has ${ROWS} delegations, the mirror ${ROWS - 1}`,
  );
  expect(findings).toContain(`${row?.year}: the chain has`);
  expect(findings).toContain(`all years: ranks 1 to ${ROWS} for ${ROWS - 1} rows`);
  expect(await lastAudit()).toMatchObject({ passed: false });
  await delegator.facts.next("AuditFailed");
  expect(await sql(database, "select count(*)::int as n from delegator.delegation")).toEqual([
    { n: ROWS - 1 },
  ]);
});

test("a mirror that lost everything does not pass", async () => {
  await sql(database, "delete from delegator.delegation");
  const failed = await delegator.facts.next("AuditFailed", ({ findings }) =>
    String(findings).includes("the mirror 0"),
  );
  expect(String(failed["findings"])).toContain(`all years: the chain has ${ROWS} delegations`);
});
