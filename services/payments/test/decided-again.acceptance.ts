import { randomUUID } from "node:crypto";

import { type Database, openDatabase, sqlState } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { postLedger } from "../src/adapters/postgres/post-ledger.ts";
import type { LedgerCommand } from "../src/domain/ledger-command.ts";
import { SCHEMA } from "../src/schema.ts";
import { type LedgerStage, moving, opening, openLedgerStage, posting } from "./ledger-stage.ts";
import { locked, waitingForLocks } from "./locked.ts";
import { twoAccounts } from "./two-accounts.ts";

const DEADLOCK = "40P01";

let stage: LedgerStage;
const held = new AsyncDisposableStack();
beforeAll(async () => {
  stage = held.use(await openLedgerStage());
});
afterAll(() => held.disposeAsync());

let tenant = "";
let bank = "";
let ann = "";
beforeEach(async () => {
  ({ tenant, bank, ann } = await twoAccounts(stage));
});

/** A command of the tenant; alone it is a batch in which nobody can be found by halves. */
function given(command: LedgerCommand) {
  return { tenant, commandId: randomUUID(), command };
}

const waiting = (): Promise<number> => waitingForLocks(stage);

/** Takes a transaction back. */
class TakenBack extends Error {
  override readonly name = "TakenBack";
}

/** Somebody who has opened accounts with these numbers, and has neither committed nor taken it back yet. */
async function whoTakes(...numbers: readonly string[]) {
  const [taken, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<boolean>()];
  const over = stage.admin.transaction(async (tx) => {
    await tx.query({ text: "set local idle_in_transaction_session_timeout = 0" });
    await tx.query({
      text: `insert into payments.account
        select r.* from payments.account as a cross join unnest($2::text[]) as n (number)
        cross join lateral json_populate_record(a,
          json_build_object('id', gen_random_uuid(), 'number', n.number)) as r where a.id = $1`,
      values: [ann, numbers],
    });
    taken.resolve();
    if (!(await ended.promise)) throw new TakenBack();
  });
  await taken.promise;
  const end = async (isCommit: boolean): Promise<void> => {
    ended.resolve(isCommit);
    await Promise.allSettled([over]);
  };
  return { commit: () => end(true), takeBack: () => end(false) };
}

test("a hold that somebody makes while other accounts are waited for is released with its own", async () => {
  const [from, to] = [randomUUID(), randomUUID()];
  for (const each of [from, to]) await stage.door.execute(given(opening(each, { limit: "none" })));
  const release = await locked(
    stage,
    `select from payments.account where id = '${ann}' for update`,
  );
  const hold = moving(from, to, { isPending: true });
  const ending = { kind: "void_hold", id: randomUUID(), hold: hold.id, reason: "x" } as const;
  const asked = stage.door.execute(given(posting(moving(bank, ann), ending)));
  await expect.poll(waiting).toBe(1);
  expect(await stage.openDoor().execute(given(posting(hold)))).toMatchObject({ status: "done" });
  await release();
  expect(await asked).toMatchObject({
    status: "done",
    results: [{ status: "created" }, { id: ending.id, status: "created" }],
  });
});

test("a number that somebody takes while it is written is refused", async () => {
  const number = `ACC-${randomUUID()}`;
  const somebody = await whoTakes(number);
  const asked = stage.door.execute(given(opening(randomUUID(), { number })));
  await expect.poll(waiting).toBe(1);
  await somebody.commit();
  expect(await asked).toMatchObject({ refusal: { code: "account_number_taken" } });
});

/** A pool whose transactions tell by which state they failed. */
function telling(onFailure: (state: string | undefined) => void): Database {
  const { url } = stage;
  const database = held.use(openDatabase({ url, applicationName: "test", max: 2 }));
  return {
    ...database,
    transaction: async (work, options) => {
      try {
        return await database.transaction(work, options);
      } catch (error) {
        onFailure(sqlState(error));
        throw error;
      }
    },
  };
}

/** Accounts that are written in this order. */
function openings(numbers: readonly string[]): readonly LedgerCommand[] {
  const ids = numbers.map(() => randomUUID()).toSorted();
  return numbers.map((number, at) => opening(ids[at] ?? "", { number }));
}

test("of two batches that take numbers crosswise, the one that PostgreSQL gives up is decided again", async () => {
  const [one, other, gate, otherGate] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const failures: (string | undefined)[] = [];
  const gates = await whoTakes(gate, otherGate);
  const batches = [openings([one, gate, other]), openings([other, otherGate, one])];
  const asked = batches.map((batch) => {
    const database = telling((state) => failures.push(state));
    const store = held.use(postgresEventStore({ database, schema: SCHEMA }));
    // Without the queue, which would find by halves what can be done.
    return postLedger({ database, store, schema: SCHEMA })(batch.map(given));
  });
  // Each has taken its first number, and waits before it takes that of the other.
  await expect.poll(waiting).toBe(2);
  await gates.takeBack();
  const told = (await Promise.all(asked)).map((outcomes) =>
    outcomes.map((each) => (each?.status === "refused" ? each.refusal.code : each?.status)),
  );
  const [done, taken] = ["done", "account_number_taken"];
  expect(told).toHaveLength(2);
  expect(told).toContainEqual([taken, done, taken]);
  expect(told).toContainEqual([done, done, done]);
  expect(failures).toContain(DEADLOCK);
  const { rows } = await stage.admin.query({
    text: "select number from payments.account where number = any ($1)",
    values: [[one, other, gate, otherGate]],
  });
  expect(rows).toHaveLength(4);
});
