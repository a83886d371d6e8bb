import { randomUUID } from "node:crypto";

import type { Database, Transaction } from "@holdfast/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";

import { verifyLedger } from "../src/adapters/postgres/verify-ledger.ts";
import { SCHEMA } from "../src/schema.ts";
import { type LedgerStage, moving, openLedgerStage, posting } from "./ledger-stage.ts";
import { twoAccounts } from "./two-accounts.ts";

let stage: LedgerStage;
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A database of which it is counted how often it was written to, and in which way. */
function counted(database: Database) {
  const count = { statements: 0, transactions: 0 };
  const counting: Database = {
    ...database,
    queryInOrder(statement) {
      count.statements += 1;
      return database.queryInOrder(statement);
    },
    transaction(work, options) {
      count.transactions += 1;
      return database.transaction(work, options);
    },
  };
  return { count, counting };
}

test("transfers of several tenants are one statement, what is noted on them included", async () => {
  const { count, counting } = counted(stage.database);
  const door = stage.openDoor(counting);
  const ledgers = [await twoAccounts(stage), await twoAccounts(stage), await twoAccounts(stage)];
  const pay = async (note: string) =>
    Promise.all(
      ledgers.map(({ tenant, bank, ann }) => {
        const item = { ...moving(bank, ann, { metadata: { note } }), hasNewId: true } as const;
        return door.execute({ tenant, commandId: randomUUID(), command: posting(item) });
      }),
    );
  await pay("opened");
  expect(count.transactions).toBeGreaterThan(0);
  Object.assign(count, { statements: 0, transactions: 0 });
  const done = { status: "done", results: [{ status: "created" }] };
  expect(await pay("kept")).toMatchObject([done, done, done]);
  expect(count).toEqual({ statements: 1, transactions: 0 });
  const { rows } = await stage.admin.query({
    text: `select t.tenant_id as tenant, a.credits_posted::int as posted, n.value from payments.transfer_note as n
      join payments.transfer as t on t.tenant_id = n.tenant_id and t.id = n.transfer_id
      join payments.account as a on a.tenant_id = t.tenant_id and a.id = t.credit_account
      where n.value = 'kept' order by array_position($1::uuid[], t.tenant_id)`,
    values: [ledgers.map(({ tenant }) => tenant)],
  });
  expect(rows).toEqual(ledgers.map(({ tenant }) => ({ tenant, posted: 200, value: "kept" })));
});

test("whatever a transfer says about itself goes that way, and the ledger is what its events make it", async () => {
  const { count, counting } = counted(stage.database);
  const door = stage.openDoor(counting);
  const { tenant, bank, ann } = await twoAccounts(stage);
  const said = [
    {},
    { isPending: true },
    { isPending: true, timeoutSeconds: 60 },
    { effectiveAt: "2026-01-02T03:04:05.678Z", description: "Zürich €\u{1F600}" },
    { amount: 10n ** 30n, metadata: { order: "1" } },
  ];
  const pay = async () => {
    const items = said.map((more) => ({ ...moving(bank, ann, more), hasNewId: true }) as const);
    return door.execute({ tenant, commandId: randomUUID(), command: posting(...items) });
  };
  await pay();
  Object.assign(count, { statements: 0, transactions: 0 });
  const outcome = await pay();
  expect(outcome).toMatchObject({ results: said.map(() => ({ status: "created" })) });
  expect(count).toEqual({ statements: 1, transactions: 0 });
  const { signal } = new AbortController();
  expect(await verifyLedger(stage.database, SCHEMA)(tenant, "USD", signal)).toMatchObject({
    differences: [],
  });
});

test("where that way is broken somebody is told, and all of it is done under locks", async () => {
  const faults: unknown[] = [];
  const door = stage.openDoor(stage.database, { onFault: (error) => void faults.push(error) });
  const { tenant, bank, ann } = await twoAccounts(stage);
  const pay = async () => {
    const item = { ...moving(bank, ann), hasNewId: true } as const;
    return door.execute({ tenant, commandId: randomUUID(), command: posting(item) });
  };
  await pay();
  await stage.admin.query({ text: "alter function payments.write_kept rename to gone" });
  const outcome = await pay();
  await stage.admin.query({ text: "alter function payments.gone rename to write_kept" });
  expect(outcome).toMatchObject({ status: "done", results: [{ status: "created" }] });
  expect(faults).toMatchObject([{ code: "42883" }]);
});

test("the kernel's role sees and writes what the setting says, row by row", async () => {
  const [mine, theirs] = [await twoAccounts(stage), await twoAccounts(stage)];
  const asKernel = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    stage.admin.transaction(async (tx) => {
      await tx.query({ text: "set local role payments_kernel" });
      await tx.query({
        text: "select set_config('app.tenant_id', $1, true)",
        values: [mine.tenant],
      });
      return work(tx);
    });
  const seen = await asKernel((tx) =>
    tx.query({ text: "select distinct tenant_id from payments.account" }),
  );
  expect(seen.rows).toEqual([{ tenant_id: mine.tenant }]);
  const text = "update payments.account set version = version where id = $1";
  const changed = await asKernel((tx) => tx.query({ text, values: [theirs.ann] }));
  expect(changed.rowCount).toBe(0);
  const insert = "insert into payments.transfer_note values ($1, 'a', 'b', now(), $2)";
  const written = asKernel((tx) =>
    tx.query({ text: insert, values: [theirs.tenant, randomUUID()] }),
  );
  await expect(written).rejects.toMatchObject({ code: "42501" });
});
