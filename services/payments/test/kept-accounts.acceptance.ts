import { randomUUID } from "node:crypto";

import { type Database, sqlState } from "@holdfast/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import type { LedgerOutcome } from "../src/application/ledger-request.ts";
import type { PostingQueue } from "../src/application/posting-queue.ts";
import type { LedgerCommand, NewTransfer } from "../src/domain/ledger-command.ts";
import { type LedgerStage, moving, opening, openLedgerStage, posting } from "./ledger-stage.ts";
import { twoAccounts } from "./two-accounts.ts";

let stage: LedgerStage;
/** The door of a process that has the accounts in mind, and how often it has posted by that. */
let door: PostingQueue;
let sent = 0;
let tenant = "";
let bank = "";
let ann = "";
let bob = "";
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(async () => {
  const { database } = stage;
  door = stage.openDoor(
    replaced(database, (statement) => {
      sent += 1;
      return database.queryInOrder(statement);
    }),
  );
  bob = randomUUID();
  ({ tenant, bank, ann } = await twoAccounts(stage));
  await ask(opening(bob));
  await ask(posting(moving(bank, ann, { amount: 1_000n })));
  sent = 0;
});

function replaced(database: Database, queryInOrder: Database["queryInOrder"]): Database {
  return { ...database, queryInOrder };
}

/** Through the door of another process, where it is said. */
function ask(
  command: LedgerCommand,
  { through = door, commandId = randomUUID() }: { through?: PostingQueue; commandId?: string } = {},
): Promise<LedgerOutcome> {
  return through.execute({ tenant, commandId, command });
}

const pay = (from: string, to: string, more: Partial<NewTransfer> = {}): LedgerCommand =>
  posting({ ...moving(from, to, { amount: 100n, ...more }), hasNewId: true });

const done = { status: "done", results: [{ status: "created" }] };

async function posted(id: string): Promise<unknown> {
  const { rows } = await stage.admin.query({
    text: "select credits_posted - debits_posted as left from payments.account where id = $1",
    values: [id],
  });
  return rows[0]?.["left"];
}

test("a transfer between accounts that are kept is one statement", async () => {
  const outcomes = [await ask(pay(ann, bob)), await ask(pay(ann, bob, { isPending: true }))];
  expect(outcomes).toMatchObject([done, done]);
  expect(sent).toBe(2);
  const [first] = outcomes;
  expect(first && "transfers" in first && [...first.transfers.values()]).toMatchObject([
    {
      debit: { version: 2n, counters: { debitsPosted: 100n, creditsPosted: 1_000n } },
      credit: { version: 1n, counters: { creditsPosted: 100n } },
    },
  ]);
  expect([await posted(ann), await posted(bob)]).toEqual(["900", "100"]);
});

test("what others have done since is not overlooked", async () => {
  const other = stage.openDoor();
  await ask(pay(ann, bob));
  await ask(pay(ann, bob, { amount: 900n }), { through: other });
  expect(await ask(pay(ann, bob))).toMatchObject({
    status: "refused",
    refusal: { code: "insufficient_funds", data: { available: 0n } },
  });
  await ask(pay(bob, ann, { amount: 10n }), { through: other });
  expect(await ask(pay(ann, bob, { amount: 10n }))).toMatchObject(done);
  expect([await posted(ann), await posted(bob)]).toEqual(["0", "1000"]);
});

test("a no that was decided by what is kept is not told if the ledger would say yes", async () => {
  const other = stage.openDoor();
  await ask(pay(bank, ann, { amount: 500n }), { through: other });
  expect(await ask(pay(ann, bob, { amount: 1_500n }))).toMatchObject(done);
});

test("an account that somebody else has frozen is frozen", async () => {
  const other = stage.openDoor();
  await ask({ type: "FreezeAccount", account: bob, reason: "x" }, { through: other });
  expect(await ask(pay(ann, bob))).toMatchObject({
    status: "refused",
    refusal: { code: "account_frozen" },
  });
  expect(sent).toBe(1);
});

test("counters that are not as they were thought to be are noticed, whatever the version says", async () => {
  const text = "update payments.account set credits_posted = credits_posted + 7 where id = $1";
  await stage.admin.query({ text, values: [ann] });
  const outcome = await ask(pay(ann, bob));
  expect(outcome).toMatchObject(done);
  expect(await posted(ann)).toBe("907");
});

test("what the log remembers is told again, and those beside it are posted", async () => {
  const commandId = randomUUID();
  const command = pay(ann, bob);
  const first = await ask(command, { through: stage.openDoor(), commandId });
  const [again, fresh] = await Promise.all([ask(command, { commandId }), ask(pay(ann, bob))]);
  expect(first).toMatchObject(done);
  expect(again).toMatchObject({ ...done, status: "replayed" });
  expect(fresh).toMatchObject(done);
  expect(await posted(bob)).toBe("200");
});

test.each([
  ["more than a second ago", -1_500],
  ["by a clock that is ahead", 60_000],
])("what was decided %s is not written, and is decided again", async (_when, offsetMs) => {
  const { database } = stage;
  const codes: unknown[] = [];
  const through = stage.openDoor(
    replaced(database, (statement) => {
      const values = [...(statement.values ?? [])];
      values[DECIDED_AT] = new Date(Date.now() + offsetMs).toISOString();
      const answer = database.queryInOrder<never>({ ...statement, values });
      answer.catch((error: unknown) => codes.push(sqlState(error)));
      return answer;
    }),
  );
  await ask(posting(moving(bank, ann), moving(bank, bob)), { through });
  expect(await ask(pay(ann, bob), { through })).toMatchObject(done);
  expect(codes).toEqual(["HF001"]);
  expect(await posted(bob)).toBe("200");
});

/** Among the parameters of the statement: the first one behind those of the append. */
const DECIDED_AT = 25;

test("what depends on a third account is decided under locks", async () => {
  const conditions = [{ account: bank, balance: "posted", is: "lte", amount: 0n }] as const;
  expect(await ask(pay(ann, bob, { conditions }))).toMatchObject(done);
  expect(sent).toBe(0);
});

test("what cannot be decided by what is kept is posted behind what can", async () => {
  const fresh = randomUUID();
  const told = await Promise.all([
    ask(opening(fresh)),
    ask(pay(ann, fresh)),
    ask(pay(ann, bob)),
    ask(pay(bob, ann, { amount: 50n })),
  ]);
  expect(told).toMatchObject([{ status: "done" }, done, done, done]);
  expect(sent).toBe(1);
  expect([await posted(ann), await posted(bob), await posted(fresh)]).toEqual(["850", "50", "100"]);
});

test("two processes that pay between the same accounts lose nothing", async () => {
  const doors = [door, stage.openDoor(), stage.openDoor()];
  const asked = Array.from({ length: 150 }, (_, at) =>
    ask(at % 2 === 0 ? pay(bank, ann) : pay(bank, bob), { through: doors[at % 3] ?? door }),
  );
  for (const each of await Promise.all(asked)) expect(each).toMatchObject(done);
  expect([await posted(ann), await posted(bob), await posted(bank)]).toEqual([
    "8500",
    "7500",
    "-16000",
  ]);
  const { rows } = await stage.admin.query({
    text: `select count(*) as made, count(distinct debit_version) as versions
      from payments.transfer where debit_account = $1`,
    values: [bank],
  });
  expect(rows).toEqual([{ made: 151n, versions: 151n }]);
});

test("an answer that is lost is learnt under locks, and nothing is posted twice", async () => {
  const asked = await stage.admin.transaction(async (tx) => {
    const text = "select from payments.account where id = $1 for update";
    await tx.query({ text, values: [bob] });
    const waiting = ask(pay(ann, bob));
    await expect.poll(killed).toBe(1);
    return { waiting };
  });
  expect(await asked.waiting).toMatchObject(done);
  expect([await posted(ann), await posted(bob)]).toEqual(["900", "100"]);
});

/** Ends the connections that wait for somebody's rows in one statement; how many. */
async function killed(): Promise<number> {
  const { rows } = await stage.admin.query({
    text: `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%write_kept%'`,
  });
  return rows.length;
}
