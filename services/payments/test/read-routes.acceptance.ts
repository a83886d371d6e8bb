import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { moved, opened, threeAccounts } from "./accounts-of.ts";
import {
  type Answer,
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let payments: Payments;
let caller: Caller;
let accounts: Awaited<ReturnType<typeof threeAccounts>>;
beforeAll(async () => {
  surroundings = await openSurroundings();
  payments = await startPayments(surroundings);
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});
beforeEach(async () => {
  caller = await payments.caller();
  accounts = await threeAccounts(caller);
});

/** All rows of a list, by its links. */
async function walked(path: string): Promise<readonly Answer["json"][]> {
  const rows: unknown[] = [];
  const { pathname } = new URL(path, "http://localhost");
  for (let at: string | undefined = path; at !== undefined;) {
    const answer = await caller.get(at);
    expect(answer.status).toBe(200);
    rows.push(...answer.json.data);
    const query = /^<(\?[^>]+)>; rel="next"$/u.exec(answer.headers.get("link") ?? "")?.[1];
    expect(answer.json.has_more).toBe(query !== undefined);
    at = query && `${pathname}${query}`;
  }
  return rows;
}

test("accounts are listed page by page, as they are shown alone", async () => {
  const euro = await opened(caller, { ledger: "EUR" });
  const rows = await walked("/v1/accounts?limit=1");
  expect(rows.map(({ id }) => id).toSorted(inOrder)).toEqual(
    [...Object.values(accounts), euro].toSorted(inOrder),
  );
  expect(rows[0]).toEqual((await caller.get(`/v1/accounts/${rows[0].id}`)).json);
  expect(await walked("/v1/accounts?ledger=EUR&status=open&code=2000")).toMatchObject([
    { id: euro },
  ]);
  expect(await walked("/v1/accounts?status=closed")).toEqual([]);
});

test("transfers are listed by account, time and notes, as they are shown alone", async () => {
  const { house, ann, bob } = accounts;
  const body = { debit_account: ann, credit_account: bob, amount: "5", metadata: { "o.k": "é 1" } };
  const { json: noted } = await caller.post("/v1/transfers", body);
  const ofBob = await walked(`/v1/transfers?account=${bob.toUpperCase()}&limit=1`);
  expect(ofBob).toEqual([(await caller.get(`/v1/transfers/${noted.id}`)).json]);
  const byNote = await walked(`/v1/transfers?metadata.o.k=${encodeURIComponent("é 1")}`);
  expect(byNote.map(({ id }) => id)).toEqual([noted.id]);
  expect(await walked("/v1/transfers?metadata.o.k=other")).toEqual([]);
  const from = encodeURIComponent(noted.recorded_at);
  expect(await walked(`/v1/transfers?from=${from}`)).toHaveLength(1);
  expect(await walked(`/v1/transfers?account=${house}&to=${from}`)).toHaveLength(1);
});

test("a statement adds up, page by page", async () => {
  const { ann, bob } = accounts;
  for (const amount of ["10", "20", "30"]) await moved(caller, [ann, bob], amount);
  const first = await caller.get(`/v1/accounts/${ann}/statement?limit=2`);
  expect(first.json).toMatchObject({
    account: ann,
    currency: "USD",
    exponent: 2,
    opening_balance: "0",
    closing_balance: "990",
    has_more: true,
    data: [
      {
        account_version: "1",
        side: "credit",
        amount: "1000",
        change: "1000",
        balance_after: "1000",
      },
      { account_version: "2", side: "debit", amount: "10", change: "-10", counterparty: bob },
    ],
  });
  await moved(caller, [ann, bob], "40");
  const cursor = first.json.next_cursor;
  const second = await caller.get(`/v1/accounts/${ann}/statement?limit=2&cursor=${cursor}`);
  expect(second.json).toMatchObject({
    opening_balance: "990",
    closing_balance: "940",
    has_more: false,
    next_cursor: null,
  });
  const other = await caller.get(`/v1/accounts/${bob}/statement?cursor=${cursor}`);
  expect([other.status, other.json.code]).toEqual([400, "cursor_mismatch"]);
});

test("balances are told as they were", async () => {
  const { ann, bob } = accounts;
  const { recorded_at: then } = await moved(caller, [ann, bob], "1");
  const asOf = new Date(Date.parse(then) - 1).toISOString();
  const now = await caller.get(`/v1/accounts/${ann}/balances`);
  expect(now.json).toMatchObject({ account: ann, version: "2", posted: "999", exponent: 2 });
  const before = await caller.get(`/v1/accounts/${ann}/balances?as_of=${asOf}`);
  expect(before.json).toMatchObject({ version: "1", posted: "1000", as_of: asOf });
});

test("a trial balance is balanced, and what it was verified against agrees", async () => {
  const { json } = await caller.get("/v1/ledgers/USD/trial-balance?verify=true");
  expect(json).toMatchObject({
    ledger: "USD",
    is_balanced: true,
    lines: [
      { code: 2000, accounts: 2, credits_posted: "1000" },
      { code: 3000, accounts: 1, debits_posted: "1000" },
    ],
    total: { debits_posted: "1000", credits_posted: "1000", debits_pending: "0" },
    verification: { events: 4, differences: [] },
  });
  const plain = await caller.get("/v1/ledgers/USD/trial-balance");
  expect(plain.json.verification).toBeUndefined();
  const strange = await caller.get("/v1/ledgers/XYZ/trial-balance");
  expect([strange.status, strange.json.code]).toEqual([400, "unknown_currency"]);
});

test.each(["statement?from", "statement?as_of", "statement?by=effective&as_of", "balances?as_of"])(
  "%s takes times of every zone that PostgreSQL knows, and no others",
  async (asked) => {
    const at = (zone: string) =>
      caller.get(
        `/v1/accounts/${accounts.ann}/${asked}=${encodeURIComponent(`2199-12-31T23:59:59.9${zone}`)}`,
      );
    const statuses = (await Promise.all(["Z", "z", "+15:59", "-15:59"].map(at))).map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 200, 200, 200]);
    for (const zone of ["+16:00", "-23:59"]) {
      const { status, json } = await at(zone);
      expect([status, json.code, json.errors[0].code]).toEqual([400, "invalid_request", "pattern"]);
    }
  },
);

describe("refusals", () => {
  const id = randomUUID();
  test.each([
    [`/v1/accounts/${id}/statement`, 404, "account_not_found"],
    [`/v1/accounts/${id}/balances`, 404, "account_not_found"],
    ["/v1/accounts?cursor=nonsense", 400, "invalid_cursor"],
    ["/v1/accounts?limit=101", 400, "invalid_request"],
    ["/v1/accounts?colour=red", 400, "invalid_request"],
    ["/v1/transfers?metadata.=x", 400, "invalid_request"],
    ["/v1/transfers?from=yesterday", 400, "invalid_request"],
    ["/v1/transfers?to=2026-01-01T00:00:00-16:00", 400, "invalid_request"],
    ["/v1/audit?from=2026-01-01T00:00:00-16:00", 400, "invalid_request"],
    ["/v1/transfers?metadata.a=1&metadata.a=2", 400, "invalid_request"],
    ["/v1/events?cursor=nonsense", 400, "invalid_cursor"],
    ["/v1/audit?result=maybe", 400, "invalid_request"],
    ["/v1/audit/proofs/inclusion?event=nonsense", 404, "event_not_found"],
  ])("%s: %i %s", async (path, status, code) => {
    const answer = await caller.get(path);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
  });

  test.each([
    ["/v1/accounts", "read:account"],
    ["/v1/transfers", "read:transfer"],
    ["/v1/ledgers/USD/trial-balance", "read:ledger"],
    ["/v1/events", "read:event"],
    ["/v1/audit", "read:audit"],
    ["/v1/audit/checkpoints", "read:audit"],
  ])("%s needs %s", async (path, permission) => {
    const nobody = await payments.caller({ permissions: [] });
    const answer = await nobody.get(path);
    expect(answer.json).toMatchObject({ status: 403, params: { permission } });
  });
});

test("of another tenant nothing is seen, with its ids and its cursors", async () => {
  const other = await payments.caller();
  const { ann, bob } = accounts;
  await moved(caller, [ann, bob], "1");
  const ids = [`/v1/accounts/${ann}/statement`, `/v1/accounts/${ann}/balances`];
  for (const path of ids) {
    const [theirs, nobodys] = [
      await other.get(path),
      await other.get(path.replace(ann, randomUUID())),
    ];
    expect([theirs.status, theirs.json.code]).toEqual([nobodys.status, nobodys.json.code]);
  }
  for (const path of [
    "/v1/accounts",
    "/v1/transfers",
    `/v1/transfers?account=${ann}`,
    "/v1/events",
    "/v1/audit",
  ]) {
    expect((await other.get(path)).json.data).toEqual([]);
  }
  expect((await other.get("/v1/ledgers/USD/trial-balance")).json.lines).toEqual([]);
  const { next_cursor } = (await caller.get("/v1/accounts?limit=1")).json;
  expect((await other.get(`/v1/accounts?limit=1&cursor=${next_cursor}`)).json.code).toBe(
    "invalid_cursor",
  );
  const { data } = (await caller.get("/v1/events")).json;
  expect((await other.get(`/v1/events?cursor=${data[0].cursor}`)).json.code).toBe("invalid_cursor");
});

function inOrder(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
