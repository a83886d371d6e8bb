import { randomUUID } from "node:crypto";

import { type Database, openDatabase } from "@holdfast/postgres";
import { reapCommands } from "@holdfast/postgres/event-store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { SCHEMA } from "../src/schema.ts";
import { threeAccounts } from "./accounts-of.ts";
import { effectsOf, ONCE } from "./effects-of.ts";
import { locked, waitingForLocks } from "./locked.ts";
import {
  type Answer,
  type Caller,
  isReplayed,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

let surroundings: Surroundings;
let payments: Payments;
let caller: Caller;
let system: Database;
let admin: Database;
const held = new AsyncDisposableStack();
beforeAll(async () => {
  surroundings = held.use(await openSurroundings());
  const open = (url: string) => held.use(openDatabase({ url, applicationName: "test", max: 1 }));
  system = open(surroundings.database.systemUrl);
  admin = open(surroundings.database.adminUrl);
  // What a process remembers for minutes is not what keeps a transfer from being made twice after weeks.
  payments = held.use(await startPayments(surroundings, { REPLAY_MEMORY_BYTES: "0" }));
  caller = await payments.caller();
});
afterAll(() => held.disposeAsync());

let body: Readonly<Record<"id" | "debit_account" | "credit_account" | "amount", string>>;
let key = "";
beforeEach(async () => {
  const { ann, bob } = await threeAccounts(caller);
  body = { id: randomUUID(), debit_account: ann, credit_account: bob, amount: "100" };
  key = randomUUID();
});

/** Forgets all keys, as after 36 days; how many. */
function reap(): Promise<number> {
  return reapCommands({
    database: system,
    schema: SCHEMA,
    nowMs: () => Date.now() + 36 * DAY_MS,
    sleep: async () => undefined,
    signal: new AbortController().signal,
  });
}

const effects = () => effectsOf(surroundings.database, body.debit_account);

const pay = (): Promise<Answer> => caller.post("/v1/transfers", body, key);

const told = (answer: Answer) => ({
  status: answer.status,
  isReplayed: isReplayed(answer),
  id: answer.json.id,
  amount: answer.json.amount,
});

test("whose key was forgotten is told of the original by the transfer's id", async () => {
  const original = { id: body.id, amount: "100" };
  expect(told(await pay())).toEqual({ ...original, status: 201, isReplayed: false });
  expect(told(await pay())).toEqual({ ...original, status: 201, isReplayed: true });
  expect(await reap()).toBeGreaterThan(0);
  expect(told(await pay())).toEqual({ ...original, status: 200, isReplayed: false });
  expect(await effects()).toEqual(ONCE);
  await reap();
  const other = await caller.post("/v1/transfers", { ...body, amount: "1" }, key);
  expect([other.status, other.json.code]).toEqual([409, "exists_with_different_amount"]);
  expect(await effects()).toEqual(ONCE);
});

test("a key that is forgotten while its request is repeated lets nothing happen twice", async () => {
  await pay();
  const release = await locked(
    surroundings.database,
    `select from payments.account where id = '${body.debit_account}' for update`,
  );
  const again = pay();
  await expect.poll(() => waitingForLocks({ admin })).toBe(1);
  expect(await reap()).toBeGreaterThan(0);
  await release();
  expect(told(await again)).toMatchObject({ status: 200, isReplayed: false, id: body.id });
  expect(await effects()).toEqual(ONCE);
});
