import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { rebuildLedger } from "../src/adapters/postgres/rebuild-ledger.ts";
import { ledgerEvents } from "../src/domain/ledger-events.ts";
import { SCHEMA } from "../src/schema.ts";
import { type LedgerStage, openLedgerStage } from "./ledger-stage.ts";
import { happened } from "./random-ledger.ts";
import { steps } from "./random-steps.ts";

const RUNS = { seed: 20261126, numRuns: 12 };

let stage: LedgerStage;
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const TABLES = ["account", "transfer", "transfer_note", "failed_attempt", "quote", "entry"];

/** All rows, as texts in an order of their own. */
async function rows(tenant: string): Promise<readonly string[]> {
  const all: string[] = [];
  for (const table of TABLES) {
    const text = `select t::text as row from ${SCHEMA}.${table} as t where tenant_id = $1 order by 1`;
    const found = await stage.admin.query<{ row: string }>({ text, values: [tenant] });
    all.push(...found.rows.map(({ row }) => `${table} ${row}`));
  }
  return all;
}

/** Of every table some rows are gone, or are not what they were. */
async function spoil(tenant: string): Promise<void> {
  const changes = [
    "update payments.account set credits_posted = credits_posted + 1, status = 'frozen'",
    "delete from payments.transfer where kind in ('posted', 'void') and",
    "delete from payments.transfer_note",
    "delete from payments.failed_attempt",
    "update payments.quote set used_by = null",
  ];
  for (const change of changes) {
    const text = `${change.endsWith(" and") ? change : `${change} where`} tenant_id = $1`;
    await stage.admin.query({ text, values: [tenant] });
  }
}

test("rows are made of the log again, byte by byte, however few events at a time", async () => {
  const known = new Set<string>();
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 9 }), async (random, eventsMax) => {
      const { tenant } = await happened(stage, random);
      const before = await rows(tenant);
      for (const row of before) known.add(row.split(" ", 1).join());
      expect(before.length).toBeGreaterThanOrEqual(7);
      await spoil(tenant);
      expect(await rows(tenant)).not.toEqual(before);
      const ledger = { schema: SCHEMA, tenant };
      const events = await rebuildLedger(stage.admin, ledger, { eventsMax });
      expect(events).toBeGreaterThanOrEqual(7);
      expect(await rows(tenant)).toEqual(before);
    }),
    RUNS,
  );
  expect([...known].toSorted()).toEqual(TABLES.toSorted());
  expect(await eventTypes()).toEqual(Object.keys(ledgerEvents.schemaVersions).toSorted());
});

/** Whatever has happened in any of the ledgers. */
async function eventTypes(): Promise<readonly string[]> {
  const text = `select distinct type collate "C" as type from ${SCHEMA}.events
    where category in ('account', 'transfer', 'quote') order by 1`;
  const found = await stage.admin.query<{ type: string }>({ text });
  return found.rows.map(({ type }) => type);
}
