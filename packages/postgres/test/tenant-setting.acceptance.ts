import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { postgresEventStore } from "../src/event-store/index.ts";
import { type Database, openDatabase, type Transaction } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";

const TENANTS = [
  "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
  "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb",
  "cccccccc-cccc-4ccc-8ccc-cccccccccccc",
] as const;
const [MINE, THEIRS] = TENANTS;
const IDS = ["1", "2", "3"];

let server: TestDatabase;
/** Everybody gets the same connection, one after the other. */
let one: Database;
beforeAll(async () => {
  const migrations = new URL("./tenancy-migrations/", import.meta.url);
  const locker = { service: "locker", schema: "locker", migrations, hasEventStore: true };
  server = await testDatabase(locker);
  one = openDatabase({ url: server.url, applicationName: "test", max: 1, maxWaiting: 1_000 });
  for (const tenant of TENANTS) {
    await as(tenant, async (tx) => {
      for (const id of IDS) await tx.query(put(tenant, id, "as it was"));
    });
    await using store = postgresEventStore({ database: one, schema: "locker" });
    const commands = [{ commandId: "c", events: [{ type: "Opened" }, { type: "Filled" }] }];
    await store.append({ tenant, streamId: "box-1", expect: "absent", commands });
  }
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A unit of work of a tenant, as a service opens it. */
function as<T>(tenant: string, work: (tx: Transaction) => Promise<T>, signal?: AbortSignal) {
  return one.transaction(
    async (tx) => {
      await tx.query(setting(tenant));
      return work(tx);
    },
    signal === undefined ? {} : { signal },
  );
}

const setting = (tenant: string) => ({
  text: "select set_config('app.tenant_id', $1, true)",
  values: [tenant],
});
const put = (tenant: string, id: string, label: string) => ({
  text: "insert into locker.box (tenant_id, id, label) values ($1, $2, $3)",
  values: [tenant, id, label],
});

async function tenantsIn(tx: Transaction): Promise<readonly unknown[]> {
  const { rows } = await tx.query({ text: "select distinct tenant_id from locker.box" });
  return rows.map((row) => row["tenant_id"]);
}

const job = fc.record({
  tenant: fc.constantFrom(...TENANTS),
  kind: fc.constantFrom("log", "rows", "throw", "abort", "nested", "broken", "peek"),
});
type Job = typeof job extends fc.Arbitrary<infer T> ? T : never;

class Mine extends RangeError {
  override readonly name = "Mine";
}

/** What a job sees, and what it has to see. */
type Looked = readonly [seen: unknown, expected: unknown];

async function borrow({ tenant, kind }: Job): Promise<Looked> {
  switch (kind) {
    case "log": {
      await using store = postgresEventStore({ database: one, schema: "locker" });
      const events = await store.readLog({ after: 0n, max: 100, tenant });
      return [events.map((event) => event.tenant), [tenant, tenant]];
    }
    case "rows":
      return [await as(tenant, tenantsIn), [tenant]];
    case "throw":
      return [await nameOf(as(tenant, () => Promise.reject(new Mine()))), "Mine"];
    case "broken":
      return [await nameOf(as(tenant, (tx) => tx.query({ text: "select 1 / 0" }))), "error"];
    case "abort": {
      const stop = new AbortController();
      const sleeping = (tx: Transaction): Promise<unknown> => {
        queueMicrotask(() => stop.abort(new Mine()));
        return tx.query({ text: "select pg_sleep(60)" });
      };
      return [await nameOf(as(tenant, sleeping, stop.signal)), "Mine"];
    }
    case "nested":
      return [await as(tenant, nested), [[THEIRS], [tenant]]];
    case "peek": {
      const text = `select nullif(current_setting('app.tenant_id', true), '') as left,
                      (select count(*)::int from locker.box) as boxes, (select count(*)::int from locker.events) as events`;
      return [(await one.query({ text })).rows, [{ left: null, boxes: 0, events: 0 }]];
    }
    default:
      return kind satisfies never;
  }
}

/** What a unit of work sees as somebody else inside, and after that is rolled back. */
async function nested(tx: Transaction): Promise<readonly unknown[]> {
  await tx.query({ text: "savepoint inner_work" });
  await tx.query(setting(THEIRS));
  const inside = await tenantsIn(tx);
  await tx.query({ text: "rollback to savepoint inner_work" });
  return [inside, await tenantsIn(tx)];
}

async function nameOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
    return "nothing";
  } catch (error) {
    return error instanceof Error ? error.name : "";
  }
}

async function check(jobs: readonly Job[]): Promise<void> {
  const looked = await Promise.all(jobs.map(borrow));
  expect(looked.map(([seen]) => seen)).toEqual(looked.map(([, expected]) => expected));
}

test("the tenant of a unit of work never reaches the next borrower of its connection", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(job, { minLength: 2, maxLength: 20 }), async (jobs) => {
      await check(jobs);
      await check([{ tenant: MINE, kind: "peek" }]);
    }),
    { seed: 20261126, numRuns: 25 },
  );
});

test("a setting that outlives its transaction is noticed by them", async () => {
  await one.query({ text: "select set_config('app.tenant_id', $1, false)", values: [THEIRS] });
  await expect(check([{ tenant: MINE, kind: "peek" }])).rejects.toThrow("to deeply equal");
  await one.query({ text: "select set_config('app.tenant_id', '', false)" });
  await check([{ tenant: MINE, kind: "peek" }]);
});

const change = fc.oneof(
  fc.record({ kind: fc.constant("update" as const), label: fc.constantFrom("p", "q") }),
  fc.record({ kind: fc.constant("rename" as const), id: fc.constantFrom(...IDS, "4") }),
  fc.record({ kind: fc.constant("delete" as const), id: fc.constantFrom(...IDS, "4") }),
  fc.record({ kind: fc.constant("insert" as const), id: fc.constantFrom(...IDS, "4") }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Statements that name no tenant where they can do without. */
function statementOf(each: Change) {
  switch (each.kind) {
    case "update":
      return { text: "update locker.box set label = $1", values: [each.label] };
    case "rename":
      return { text: "update locker.box set label = $1 where id = $1", values: [each.id] };
    case "delete":
      return { text: "delete from locker.box where id = $1", values: [each.id] };
    case "insert":
      return {
        text: `${put(MINE, each.id, "new").text} on conflict do nothing`,
        values: [MINE, each.id, "new"],
      };
    default:
      return each satisfies never;
  }
}

/** What the same statement does to the rows of one tenant alone. */
function modelled(rows: Map<string, string>, each: Change): number {
  switch (each.kind) {
    case "update":
      for (const id of rows.keys()) rows.set(id, each.label);
      return rows.size;
    case "rename":
      return rows.has(each.id) ? Number(rows.set(each.id, each.id).size > 0) : 0;
    case "delete":
      return Number(rows.delete(each.id));
    case "insert":
      return rows.has(each.id) ? 0 : Number(rows.set(each.id, "new").size > 0);
    default:
      return each satisfies never;
  }
}

test("statements without any predicate see and change the rows of their tenant alone, by the policy", async () => {
  const asItWas = IDS.map((id) => ({ tenant_id: THEIRS, id, label: "as it was" }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 15 }), async (changes) => {
      const rows = new Map(IDS.map((id) => [id, "as it was"]));
      const rolledBack = as(MINE, async (tx) => {
        for (const each of changes) {
          expect((await tx.query(statementOf(each))).rowCount).toBe(modelled(rows, each));
          const seen = await tx.query({ text: "select id, label from locker.labels order by id" });
          const expected = [...rows].map(([id, label]) => ({ id, label }));
          expect(seen.rows).toEqual(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
        }
        await tx.query(setting(THEIRS));
        const theirs = await tx.query({ text: "select * from locker.box order by id" });
        expect(theirs.rows).toEqual(asItWas);
        throw new Mine();
      });
      await expect(rolledBack).rejects.toThrow(Mine);
    }),
    { seed: 20261126, numRuns: 60 },
  );
});

test("a row of another tenant cannot be written, nor one's own given away", async () => {
  for (const text of [
    `insert into locker.box values ('${THEIRS}', '9', 'mine')`,
    `update locker.box set tenant_id = '${THEIRS}'`,
  ]) {
    await expect(as(MINE, (tx) => tx.query({ text }))).rejects.toMatchObject({ code: "42501" });
  }
  // Without a tenant nothing is there, whatever an earlier one has left behind.
  const nothing = await one.query({ text: "update locker.box set label = 'everybody'" });
  expect(nothing.rowCount).toBe(0);
});
