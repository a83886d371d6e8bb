import { afterAll, beforeAll, expect, test } from "vitest";

import { threeAccounts } from "./accounts-of.ts";
import { DatabaseProxy } from "./database-proxy.ts";
import { locked } from "./locked.ts";
import { openSurroundings, startPayments, type Surroundings } from "./start-payments.ts";

let surroundings: Surroundings;
let proxy: DatabaseProxy;
beforeAll(async () => {
  surroundings = await openSurroundings();
  proxy = await DatabaseProxy.start(surroundings.database.url);
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

test("told to stop, it finishes what it has begun and what waits, and takes nothing new", async () => {
  const lines: string[] = [];
  const env = { DATABASE_URL: proxy.by(surroundings.database.url) };
  await using payments = await startPayments(surroundings, env, (line) => lines.push(line));
  const caller = await payments.caller();
  const { ann, bob } = await threeAccounts(caller);
  const release = await locked(surroundings.database, "select from payments.log_head for update");
  const isReached = proxy.sent("append_batch");
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  const first = caller.post("/v1/transfers", body);
  await isReached;
  const others = Array.from({ length: 9 }, () => caller.post("/v1/transfers", body));
  while ((await inFlight(payments.url)) < 10);
  payments.kill("SIGTERM");
  while (!lines.some((line) => line.includes('"stopping"')))
    await caller.get("/healthz").catch(() => undefined);
  await expect(caller.get("/healthz")).rejects.toThrow("fetch failed");
  await release();
  const answers = await Promise.all([first, ...others]);
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
  expect(answers.at(-1)?.json.balances.debit.posted).toBeDefined();
  expect(await payments.exited).toEqual({ code: 0, signal: null });
});

/** Requests that are being worked on. */
async function inFlight(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^http_requests_in_flight\{[^}]*\} (\d+)/m.exec(text)?.[1]);
}
