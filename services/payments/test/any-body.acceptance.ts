import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { opened, threeAccounts } from "./accounts-of.ts";
import { anyRequests, type AnyRequest } from "./any-request.ts";
import {
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

/** How many requests; whoever has more time sends more. */
const COUNT = Number(process.env["ANY_BODY_COUNT"] ?? 3_000);
const SEED = Number(process.env["ANY_BODY_SEED"] ?? 20_261_126);
const AT_ONCE = 16;

let surroundings: Surroundings;
let payments: Payments;
let caller: Caller;
beforeAll(async () => {
  surroundings = await openSurroundings();
  payments = await startPayments(surroundings);
  caller = await payments.caller();
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

test(
  `${COUNT} bodies, nearly right and not at all: never a failure of ours (seed ${SEED})`,
  { timeout: 60_000 + COUNT * 50 },
  async () => {
    const { house, ann, bob } = await threeAccounts(caller);
    const eur = await opened(caller, { ledger: "EUR", limit: "none" });
    const made = Array.from({ length: 6 }, () => randomUUID());
    const nobody = "00000000-0000-0000-0000-000000000000";
    const ids = [house, house, house, ann, bob, eur, ...made, nobody];
    const statuses = new Map<number, number>();
    const failures: (AnyRequest & { readonly status: number; readonly text: string })[] = [];
    const work = anyRequests(COUNT, SEED, ids);
    const worker = async (): Promise<void> => {
      for (const request of work) {
        const { path, ...sent } = request;
        const headers = { "content-type": "application/json" };
        const { status, text, headers: told } = await caller.send(path, { ...sent, headers });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const type = told.get("content-type");
        const isExpected = status < 300 || (status < 500 && type === "application/problem+json");
        if (!isExpected) failures.push({ ...request, status, text });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(failures).toEqual([]);
    // Enough of them get through to the ledger, one way and the other.
    for (const status of [200, 201, 400, 404, 409, 422]) {
      expect([status, (statuses.get(status) ?? 0) >= COUNT / 200]).toEqual([status, true]);
    }
  },
);
