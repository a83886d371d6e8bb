import { randomUUID } from "node:crypto";
import { type ClientRequest, request } from "node:http";

import { afterAll, beforeAll, expect, test } from "vitest";

import {
  type Caller,
  openSurroundings,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
beforeAll(async () => {
  surroundings = await openSurroundings();
});
afterAll(() => surroundings[Symbol.asyncDispose]());

const PATH = `/v1/accounts/${randomUUID()}`;
/** As many requests as the service works on at the same time. */
const IN_FLIGHT_MAX = 1_000;
/** For a thousand connections to be made, and to be gone. */
const PATIENCE = { timeout: 30_000 };

/** A request whose body never comes. */
function unfinished(url: string, { token }: Caller): ClientRequest {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": "2",
    "idempotency-key": randomUUID(),
  };
  const begun = request(`${url}/v1/transfers`, { method: "POST", headers, agent: false });
  begun.on("error", () => undefined).flushHeaders();
  return begun;
}

test("more requests than are worked on at the same time: 503 at once, and once the others are gone it passes", async () => {
  await using payments = await startPayments(surroundings);
  const caller = await payments.caller();
  // A connection may fail, and one that is refused does no harm.
  const length = IN_FLIGHT_MAX + 100;
  const begun = Array.from({ length }, () => unfinished(payments.url, caller));
  await expect.poll(async () => (await caller.get(PATH)).json.code, PATIENCE).toBe("overloaded");
  const { status, json, headers } = await caller.get(PATH);
  expect([status, json.retryable, headers.get("retry-after")]).toEqual([503, true, "1"]);
  expect((await caller.get("/healthz")).status).toBe(200);
  for (const each of begun) each.destroy();
  await expect.poll(async () => (await caller.get(PATH)).status, PATIENCE).toBe(404);
});

test("more requests than a tenant may send: 429 that says when to come again, and nothing to the next tenant", async () => {
  await using payments = await startPayments(surroundings, { HTTP_RPS_PER_TENANT: "0.01" });
  const caller = await payments.caller();
  expect((await caller.get(PATH)).status).toBe(404);
  const { status, json, headers } = await caller.get(PATH);
  expect([status, json.code, json.retryable]).toEqual([429, "rate_limited", true]);
  // A hundred, less what has passed since the first one.
  expect(headers.get("retry-after")).toMatch(/^(?:100|[1-9]\d)$/u);
  expect((await (await payments.caller()).get(PATH)).status).toBe(404);
});
