import { randomUUID } from "node:crypto";

import { type Database, openDatabase } from "@holdfast/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { accountHistory } from "../src/adapters/postgres/account-history.ts";
import { accountList } from "../src/adapters/postgres/account-list.ts";
import { auditTrail } from "../src/adapters/postgres/audit-trail.ts";
import { dueHolds } from "../src/adapters/postgres/due-holds.ts";
import { eventFeed } from "../src/adapters/postgres/event-feed.ts";
import { transferList } from "../src/adapters/postgres/transfer-list.ts";
import { SCHEMA } from "../src/schema.ts";
import { type LedgerStage, openLedgerStage } from "./ledger-stage.ts";

const ROWS = 30_000;
const tenant = randomUUID();
const account = randomUUID();
const batch = randomUUID();
/** In the middle of what there is. */
const MIDDLE = "2026-01-01T04:10:00.000Z";

let stage: LedgerStage;
/** One connection each, so that every statement keeps the plan that it has. */
let app: Database;
let system: Database;
const held = new AsyncDisposableStack();
beforeAll(async () => {
  stage = held.use(await openLedgerStage());
  const open = (url: string) => held.use(openDatabase({ url, applicationName: "test", max: 1 }));
  [app, system] = [open(stage.url), open(stage.systemUrl)];
  // Two tenants have as much as each other, and one account has most of the entries of one.
  await fill(tenant, account);
  await fill(randomUUID(), randomUUID());
  await stage.admin.query({
    text: `analyze ${SCHEMA}.account, ${SCHEMA}.transfer, ${SCHEMA}.events`,
  });
});
afterAll(() => held.disposeAsync());

async function fill(whose: string, hot: string): Promise<void> {
  const time = "timestamptz '2026-01-01T00:00:00Z' + n * interval '1 second'";
  await stage.admin.query({
    text: `insert into ${SCHEMA}.account select '${whose}', case n when 1 then '${hot}' else gen_random_uuid() end, null,
        case n % 3 when 0 then 'EUR' else 'USD' end, 2000 + n % 7, 'credit', 'none', 0,
        case n % 100 when 0 then 'frozen' else 'open' end, 1, case n when 1 then ${ROWS} else 0 end, 0, 0, 0, 0,
        ${time}, ${time} from generate_series(1, ${ROWS / 10}) as n;
      insert into ${SCHEMA}.transfer (tenant_id, id, debit_account, credit_account, batch_id, recorded_at, expires_at,
        debit_version, credit_version, code, kind, ledger, amount, debit_debits_pending, debit_debits_posted,
        debit_credits_pending, debit_credits_posted, credit_debits_pending, credit_debits_posted,
        credit_credits_pending, credit_credits_posted, metadata)
      select '${whose}', gen_random_uuid(), case n % 2 when 0 then '${hot}'::uuid else gen_random_uuid() end,
        case n % 2 when 1 then '${hot}'::uuid else gen_random_uuid() end,
        case when n % 1000 = 0 then '${batch}'::uuid end, ${time},
        case when n % 50 = 0 then ${time} end, n, n, 1, case when n % 50 = 0 then 'pending' else 'posted' end, 'USD', 1,
        0, n, 0, 0, 0, 0, 0, n, case when n % 5000 = 0 then '{"rare":"yes"}'::json end
      from generate_series(1, ${ROWS}) as n;
      insert into ${SCHEMA}.events (position, tenant_id, stream_id, category, version, event_id, type, schema_version,
        data, meta, recorded_at, leaf, leaf_has_version)
      select head.position + n, '${whose}', 'transfer-' || gen_random_uuid(), 'transfer', 1, gen_random_uuid(),
        'TransferRejected', 1, json_build_object('transfer', '${hot}', 'code', 'x', 'at', '2026-01-01T00:00:00Z'),
        json_build_object('commandId', 'c' || n), ${time}, '', false
      from ${SCHEMA}.log_head as head, generate_series(1, ${ROWS}) as n;
      update ${SCHEMA}.log_head set position = position + ${ROWS}`,
  });
}

/** Rows that were read so far, by scanning tables and by looking them up. */
async function rowsRead(): Promise<{ readonly scanned: number; readonly lookedUp: number }> {
  for (const each of [app, system]) await each.query({ text: "select pg_stat_force_next_flush()" });
  const { rows } = await stage.admin.query<{ scanned: number; lookedUp: number }>({
    text: `select sum(seq_tup_read)::float8 as scanned, sum(idx_tup_fetch)::float8 as "lookedUp"
      from pg_stat_user_tables where schemaname = '${SCHEMA}'
        and relname in ('account', 'transfer', 'events')`,
  });
  return rows[0] ?? { scanned: 0, lookedUp: 0 };
}

const page = { limit: 20 };
const last = { at: MIDDLE, id: account };

const READS: readonly (readonly [name: string, rowsMax: number, read: () => Promise<unknown>])[] = [
  ["accounts", 30, () => accountList(app, SCHEMA)(tenant, {}, page)],
  [
    "accounts after a place",
    30,
    () =>
      accountList(app, SCHEMA)(
        tenant,
        {},
        { ...page, after: { ...last, at: "2026-01-01T00:30:00Z" } },
      ),
  ],
  ["accounts of a ledger", 60, () => accountList(app, SCHEMA)(tenant, { ledger: "EUR" }, page)],
  ["accounts of a class", 60, () => accountList(app, SCHEMA)(tenant, { code: 2_003 }, page)],
  ["frozen accounts", 60, () => accountList(app, SCHEMA)(tenant, { status: "frozen" }, page)],
  ["transfers", 100, () => transferList(app, SCHEMA)(tenant, {}, page)],
  [
    "transfers from a time on",
    100,
    () => transferList(app, SCHEMA)(tenant, { from: MIDDLE }, page),
  ],
  [
    "transfers after a place",
    100,
    () => transferList(app, SCHEMA)(tenant, {}, { ...page, after: last }),
  ],
  ["transfers of an account", 200, () => transferList(app, SCHEMA)(tenant, { account }, page)],
  [
    "transfers of an account from a time on",
    300,
    () => transferList(app, SCHEMA)(tenant, { account, from: MIDDLE }, page),
  ],
  ["transfers of a batch", 200, () => transferList(app, SCHEMA)(tenant, { batch }, page)],
  [
    "transfers with a note",
    200,
    () => transferList(app, SCHEMA)(tenant, { metadata: { rare: "yes" } }, page),
  ],
  ["a statement", 100, () => accountHistory(app, SCHEMA).statement(tenant, account, page)],
  [
    "a statement of a span of time",
    200,
    () =>
      accountHistory(app, SCHEMA).statement(tenant, account, {
        ...page,
        from: MIDDLE,
        asOf: "2026-01-01T05:00:00Z",
      }),
  ],
  ["balances at a time", 100, () => accountHistory(app, SCHEMA).balances(tenant, account, MIDDLE)],
  ["the feed", 450, () => eventFeed(app, SCHEMA).read(tenant, {}, { after: 10_000n, limit: 20 })],
  ["the end of the feed", 10, () => eventFeed(app, SCHEMA).end(tenant)],
  ["the audit", 1_100, () => auditTrail(app, SCHEMA)(tenant, {}, { after: 1_000n, limit: 20 })],
  [
    "the audit of a span of time",
    1_100,
    () => auditTrail(app, SCHEMA)(tenant, { from: MIDDLE, to: "2026-01-01T04:11:00Z" }, page),
  ],
  [
    "holds that are due",
    30,
    () => dueHolds({ systemDatabase: system, schema: SCHEMA })({ limit: 20 }),
  ],
];

describe(`among ${2 * ROWS} transfers, rows are looked up by index`, () => {
  test.each(READS)("%s: %i rows at most", async (_name, rowsMax, read) => {
    // The plan of the sixth time is kept.
    for (let time = 1; time <= 7; time += 1) {
      const before = await rowsRead();
      await read();
      const after = await rowsRead();
      expect(after.scanned - before.scanned).toBe(0);
      expect(after.lookedUp - before.lookedUp).toBeLessThanOrEqual(rowsMax);
    }
  });
});
