import { randomUUID } from "node:crypto";

import { openDatabase } from "@holdfast/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";

import {
  equity,
  type LedgerStage,
  moving,
  opening,
  openLedgerStage,
  posting,
} from "./ledger-stage.ts";

let stage: LedgerStage;
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** As the functions look rows up that begin and write a book, or tell of it again. */
const LOOK_UPS = [
  [
    "account",
    "select from payments.account where tenant_id = $1 and id = any ($2) order by id for no key update",
  ],
  [
    "account",
    `update payments.account as a set version = r.version from json_to_recordset('[]') as r (id uuid, version bigint)
     where a.tenant_id = $1 and a.id = any ($2) and a.id = r.id`,
  ],
  ["account", "select from payments.account where tenant_id = $1 and id = any ($2)"],
  ["transfer", "select from payments.transfer where tenant_id = $1 and id = any ($2)"],
  [
    "transfer",
    `update payments.transfer as t set reversed = r.reversed from json_to_recordset('[]') as r (id uuid, reversed numeric)
     where t.tenant_id = $1 and t.id = any ($2) and t.id = r.id`,
  ],
  ["failed_attempt", "select from payments.failed_attempt where tenant_id = $1 and id = any ($2)"],
  ["quote", "select from payments.quote where tenant_id = $1 and id = any ($2)"],
] as const;

/** The settings that all functions have which look rows up: what one of them has not no look-up may rely on. */
async function settings(): Promise<readonly string[]> {
  const { rows } = await stage.admin.query<{ readonly setting: string }>({
    text: `select setting from pg_proc, unnest(proconfig) as setting
      where pronamespace = 'payments'::regnamespace and proname in ('open_book', 'write_book', 'read_again')
      group by setting having count(*) = 3`,
  });
  return rows.map(({ setting }) => setting);
}

test.each([
  ["was just made", "select"],
  ["is empty and was vacuumed", "vacuum analyze"],
])("rows are looked up by the primary key on a database that %s", async (_, before) => {
  await stage.admin.query({ text: before });
  await using app = openDatabase({ url: stage.url, applicationName: "test", max: 1 });
  for (const setting of await settings()) {
    if (!setting.startsWith("search_path")) await app.query({ text: `set ${setting}` });
  }
  for (const [at, [table, statement]] of LOOK_UPS.entries()) {
    const name = `look_up_${at}`;
    await app.query({ text: `prepare ${name} (uuid, uuid[]) as ${statement}` });
    const { rows } = await app.query<{ readonly "QUERY PLAN": string }>({
      text: `explain execute ${name} ('${randomUUID()}', '{}')`,
    });
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).toContain(`using ${table}_pkey on ${table}`);
    expect(plan).toContain("((tenant_id = $1) AND (id = ANY ($2)))");
  }
});

test("whatever else begins with the tenant is partial", async () => {
  const { rows } = await stage.admin.query<{ readonly name: string }>({
    text: `select i.indexrelid::regclass::text as name
      from pg_index as i
      join pg_class as c on c.oid = i.indrelid
      join pg_attribute as a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where c.relnamespace = 'payments'::regnamespace and c.relname in ('account', 'transfer')
        and a.attname = 'tenant_id' and not i.indisprimary and i.indpred is null`,
  });
  expect(rows).toEqual([]);
});

test("posting writes into no index of the accounts", async () => {
  const [bank, ann] = [randomUUID(), randomUUID()];
  await stage.do(equity(bank));
  await stage.do(opening(ann));
  const updates = async () => {
    await stage.database.query({ text: "select pg_stat_force_next_flush()" });
    const { rows } = await stage.admin.query<{ readonly all: bigint; readonly hot: bigint }>({
      text: `select n_tup_upd as all, n_tup_hot_upd as hot from pg_stat_user_tables
        where schemaname = 'payments' and relname = 'account'`,
    });
    return rows[0];
  };
  for (let at = 0; at < 5; at += 1) await stage.do(posting(moving(bank, ann)));
  await expect.poll(updates, { timeout: 10_000 }).toEqual({ all: 10n, hot: 10n });
});
