import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { moved, threeAccounts } from "./accounts-of.ts";
import { DatabaseProxy } from "./database-proxy.ts";
import { sql } from "./log-of.ts";
import {
  type Answer,
  type Caller,
  isReplayed,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let proxy: DatabaseProxy;
/** The process that lives through a failover. */
let payments: Payments;
let caller: Caller;
let connectionsBroken = 0;
beforeAll(async () => {
  surroundings = await openSurroundings();
  const { url, adminUrl, systemUrl } = surroundings.database;
  proxy = await DatabaseProxy.start(url);
  const env = {
    DATABASE_URL: proxy.by(url),
    DATABASE_ADMIN_URL: proxy.by(adminUrl),
    DATABASE_SYSTEM_URL: proxy.by(systemUrl),
  };
  payments = await startPayments(surroundings, env, (line) => {
    if (line.includes("a database connection broke")) connectionsBroken += 1;
  });
  caller = await payments.caller();
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

let [house, ann, bob] = ["", "", ""];
beforeEach(async () => {
  ({ house, ann, bob } = await threeAccounts(caller));
});

/** While nobody can reach the database, as whoever looks after the server. */
async function whileAway(...statements: readonly string[]): Promise<void> {
  const server = new URL(surroundings.database.adminUrl);
  server.pathname = "/postgres";
  const before = connectionsBroken;
  proxy.close();
  for (const text of statements) await sql({ adminUrl: server.href }, text);
  await expect.poll(() => connectionsBroken).toBeGreaterThan(before);
  proxy.open();
  await expect.poll(async () => (await fetch(`${payments.url}/readyz`)).status).toBe(200);
}

/** What is done meanwhile is lost with its server: the replica that takes over has not heard of it. */
async function lost(work: () => Promise<void>): Promise<void> {
  const name = new URL(surroundings.database.adminUrl).pathname.slice(1);
  await whileAway(`create database ${name}_replica template ${name}`);
  await work();
  await whileAway(
    `drop database ${name} with (force)`,
    `alter database ${name}_replica rename to ${name}`,
  );
}

const told = (answer: Answer) => ({
  status: answer.status,
  isReplayed: isReplayed(answer),
  code: answer.json.code,
});

const postedOf = async (account: string): Promise<unknown> =>
  (await caller.get(`/v1/accounts/${account}`)).json.balances.posted;

test("a key that was lost with its effect is processed anew, and has one effect", async () => {
  const key = randomUUID();
  const pay = () =>
    caller.post("/v1/transfers", { debit_account: ann, credit_account: bob, amount: "100" }, key);
  const made = { status: 201, isReplayed: false };
  const replayed = { status: 201, isReplayed: true };
  await lost(async () => {
    expect(told(await pay())).toMatchObject(made);
    expect(told(await pay())).toMatchObject(replayed);
  });
  expect([await postedOf(ann), await postedOf(bob)]).toEqual(["1000", "0"]);
  expect(told(await pay())).toMatchObject(made);
  expect(told(await pay())).toMatchObject(replayed);
  expect([await postedOf(ann), await postedOf(bob)]).toEqual(["900", "100"]);
});

test("money that was lost pays for nothing", async () => {
  await lost(async () => {
    await moved(caller, [house, ann], "500");
    await moved(caller, [ann, bob], "1");
  });
  const body = { debit_account: ann, credit_account: bob, amount: "1001" };
  const answer = await caller.post("/v1/transfers", body);
  expect(answer).toMatchObject({
    status: 422,
    json: { code: "insufficient_funds", params: { available: "1000" } },
  });
  await moved(caller, [ann, bob], "1000");
  expect([await postedOf(ann), await postedOf(bob)]).toEqual(["0", "1000"]);
});

test("limits that were lost permit nothing, also where others of the same version took their place", async () => {
  const changed = async (by: Caller, minAvailable: string): Promise<void> => {
    const body = { reason: "x", min_available: minAvailable };
    expect((await by.post(`/v1/accounts/${ann}/limits`, body)).status).toBe(200);
  };
  const pay = (amount: string) =>
    caller.post("/v1/transfers", { debit_account: ann, credit_account: bob, amount });
  const refused = { status: 422, code: "insufficient_funds" };
  await lost(async () => {
    await changed(caller, "-500");
    // The process has both accounts in mind by it, and leaves them as they are.
    expect(told(await pay("99999"))).toMatchObject(refused);
  });
  await using other = await startPayments(surroundings);
  await changed(await other.caller({ tenant: caller.tenant }), "0");
  expect(told(await pay("1001"))).toMatchObject(refused);
  expect(told(await pay("1000"))).toMatchObject({ status: 201 });
});
