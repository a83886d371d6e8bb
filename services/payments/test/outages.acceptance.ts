import { randomUUID } from "node:crypto";

import { type CrashServer, crashServer } from "@holdfast/postgres/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import { moved, threeAccounts } from "./accounts-of.ts";
import { locked } from "./locked.ts";
import { sql } from "./log-of.ts";
import {
  type Answer,
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let server: CrashServer;
let surroundings: Surroundings;
let payments: Payments;
let caller: Caller;
beforeAll(async () => {
  server = await crashServer();
  surroundings = await openSurroundings(server.adminUrl);
  payments = await startPayments(surroundings, { POSTING_QUEUE: "4" });
  caller = await payments.caller();
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A 503 that says nothing of its cause and that whoever asked may try again. */
function expectPassing({ status, json, headers, text }: Answer, code: string): void {
  expect([status, json.code, json.retryable]).toEqual([503, code, true]);
  expect(headers.get("retry-after")).toMatch(/^[12]$/);
  expect(text).not.toMatch(/ECONN|127\.0\.0\.1|postgres|payments\.|lock|timeout/i);
}

test("what waits too long for a lock, or is too much, is busy; the lock gone, all of it passes", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  const release = await locked(
    surroundings.database,
    `select from payments.account where id = '${ann}' for update`,
  );
  const keys = Array.from({ length: 5 }, () => randomUUID());
  const answers = await Promise.all(keys.map((key) => caller.post("/v1/transfers", body, key)));
  for (const answer of answers) expectPassing(answer, "busy");
  await release();
  for (const key of keys) expect((await caller.post("/v1/transfers", body, key)).status).toBe(201);
  expect((await caller.get(`/v1/accounts/${ann}`)).json.balances.posted).toBe("995");
});

test("a database that is away: two seconds, then 503; once it is back everything is as it was", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  await server.kill();
  const key = randomUUID();
  const startedMs = performance.now();
  const away = await Promise.all([
    caller.post("/v1/transfers", body, key),
    caller.post(`/v1/accounts/${ann}/freeze`, { reason: "x" }),
    caller.post("/v1/transfers", { amount: "0" }),
    caller.get(`/v1/accounts/${ann}`),
    caller.get(`/v1/transfers/${ann}`),
  ]);
  const tookMs = performance.now() - startedMs;
  for (const answer of away) expectPassing(answer, "database_unavailable");
  expect(tookMs).toBeGreaterThan(1_500);
  expect(tookMs).toBeLessThan(10_000);
  expect((await caller.get("/readyz")).status).toBe(503);
  expect((await caller.get("/healthz")).status).toBe(200);
  const held = caller.post("/v1/transfers", body, key);
  await server.restart();
  expect([201, 503]).toContain((await held).status);
  expect((await caller.post("/v1/transfers", body, key)).status).toBe(201);
  expect((await caller.get(`/v1/accounts/${ann}`)).json.balances.posted).toBe("999");
});

test("what nobody has thought of is a 500 that says nothing", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  const key = randomUUID();
  for (const name of ["write_book", "write_kept"]) {
    await sql(surroundings.database, `alter function payments.${name} rename to un${name}`);
  }
  const answer = await caller.post("/v1/transfers", body, key);
  for (const name of ["write_book", "write_kept"]) {
    await sql(surroundings.database, `alter function payments.un${name} rename to ${name}`);
  }
  expect([answer.status, answer.json.code]).toEqual([500, "internal"]);
  expect(answer.json.detail).toBe("internal error, please contact support");
  expect(answer.text).not.toMatch(/write_book|function|payments|42883|at /);
  expect((await caller.post("/v1/transfers", body, key)).status).toBe(201);
  await moved(caller, [ann, bob], "1");
});
