import { randomUUID } from "node:crypto";

import { runToEnd } from "@holdfast/service-process";
import { afterAll, beforeAll, expect, test } from "vitest";

import { moved, threeAccounts } from "./accounts-of.ts";
import { locked } from "./locked.ts";
import { sql } from "./log-of.ts";
import {
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

const ENTRY = new URL("../src/rebuild.ts", import.meta.url);

let surroundings: Surroundings;
let payments: Payments;
let caller: Caller;
let [ann, bob] = ["", ""];
beforeAll(async () => {
  surroundings = await openSurroundings();
  payments = await startPayments(surroundings);
  caller = await payments.caller();
  ({ ann, bob } = await threeAccounts(caller));
  await moved(caller, [ann, bob], "10");
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

const rebuild = (...args: readonly string[]) =>
  runToEnd({ entry: ENTRY, args, env: surroundings.env });

async function differences(by: Payments): Promise<readonly object[]> {
  const { tenant } = caller;
  const { json } = await (
    await by.caller({ tenant })
  ).get("/v1/ledgers/USD/trial-balance?verify=true");
  return json.verification.differences;
}

/** How many connections of the service there are. */
async function connected(): Promise<unknown> {
  const text = `select count(*)::int as connected from pg_stat_activity
    where datname = current_database() and application_name like 'payments%'`;
  return (await sql(surroundings.database, text))[0]?.["connected"];
}

test("what is not as its log says is made of the log again, with the service stopped", async () => {
  const { database } = surroundings;
  const { tenant } = caller;
  const text =
    "update payments.account set credits_posted = credits_posted + 1 where id = any ($1)";
  await sql(database, text, [[ann, bob]]);
  expect(await differences(payments)).toMatchObject(
    [{ account: ann }, { account: bob }].toSorted(inOrder),
  );
  const refused = await rebuild(tenant);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/stop all its instances first\n$/u),
  });
  expect(await differences(payments)).toHaveLength(2);
  await payments[Symbol.asyncDispose]();
  await expect.poll(connected).toBe(0);
  const { code, stdout } = await rebuild(tenant);
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining(`the ledgers of tenant ${tenant} are what their 5 events say`),
  ]);
  await using again = await startPayments(surroundings);
  expect(await differences(again)).toEqual([]);
  const own = await again.caller({ tenant });
  await moved(own, [ann, bob], "10");
  expect((await own.get(`/v1/accounts/${bob}`)).json.balances.posted).toBe("20");
});

function inOrder(one: { readonly account: string }, other: { readonly account: string }): number {
  return one.account < other.account ? -1 : 1;
}

test("it is refused while somebody is at work in the tables, and for a tenant without events", async () => {
  await expect.poll(connected).toBe(0);
  const release = await locked(
    surroundings.database,
    `select from payments.account where id = '${ann}' for update`,
  );
  const busy = await rebuild(caller.tenant);
  await release();
  expect(busy).toMatchObject({
    code: 2,
    stderr: "somebody is at work in the tables of the ledgers\n",
  });
  const nobody = randomUUID();
  expect(await rebuild(nobody)).toMatchObject({
    code: 2,
    stderr: `there are no events of a ledger of tenant ${nobody}\n`,
  });
});

test("it says how it is used", async () => {
  const usage = "npm run rebuild -w services/payments -- TENANT";
  const [help, without] = await Promise.all([rebuild("--help"), rebuild()]);
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining(usage) });
  expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining(usage) });
});
