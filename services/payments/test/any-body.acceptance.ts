import { randomUUID } from "node:crypto";

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { opened, threeAccounts } from "./accounts-of.ts";
import {
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

/** How many requests; a soak sends more. */
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

type Request = { readonly path: string; readonly body: string; readonly key: string };

/** Values that mean something in one field or another, and some that mean nothing anywhere. */
function anyValue(ids: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom<unknown>(...ids, ...ids.map((id) => id.toUpperCase())),
    fc.uuid(),
    fc.constantFrom("1", "10", "0", "-1", "max", "9".repeat(38), "9".repeat(39), "1.5", "1e9"),
    fc.constantFrom("USD", "EUR", "JPY", "XAU", "usd", "ETH", "", "\u0000", "\ud800", "💶"),
    fc.constantFrom("debit", "credit", "none", "success", "attempt", "available", "gte"),
    fc.constantFrom("debits_must_not_exceed_credits", "credits_must_not_exceed_debits"),
    fc.constantFrom("2026-11-26T12:00:00Z", "2199-12-31T23:59:59.999999+23:59", "0000-01-01"),
    fc.constantFrom("82.42135", "0.000000000000000001", "999999999999999999"),
    fc.constantFrom<unknown>(0, 1, -1, 65_535, 65_536, 1e21, 315_360_000, true, false, null),
    fc.constant({ account: ids[0], balance: "posted", is: "eq", amount: "0" }),
    fc.constant({ account: ids[1], account_version: "1" }),
    fc.constant({ currency: "USD", minor: "100" }),
    fc.constant({ currency: "EUR" }),
    fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), { maxKeys: 3 }),
    fc.jsonValue({ maxDepth: 2 }),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
}

const PER_FIELD: Readonly<Record<string, readonly unknown[]>> = {
  amount: ["1", "10", "max", "999999999"],
  balancing: ["debit", "credit"],
  ledger: ["USD", "EUR", "ETH"],
  code: [1, 2],
  pending: [true, false],
  timeout_s: [1, 315_360_000],
  once: ["success", "attempt"],
  linked: [true, false],
  atomic: [true, false],
  force: [true, false],
  normal_side: ["debit", "credit"],
  limit: ["none", "debits_must_not_exceed_credits", "credits_must_not_exceed_debits"],
  min_available: ["0", "-5", "5"],
  number: ["A1", "B2"],
  reason: ["x"],
  effective_at: ["2026-11-26T12:00:00Z"],
  metadata: [{ a: "b" }, {}],
  sell: [{ currency: "USD", minor: "100" }, { currency: "USD" }],
  buy: [{ currency: "EUR" }, { currency: "JPY", minor: "7" }],
  rate: ["1.1", "0.001"],
  spread_bps: [0, 50],
  expires_in_s: [1, 60],
};

/** A body that is nearly right: each field is mostly there, and mostly what it should be. */
function nearly(
  fields: readonly string[],
  ids: readonly string[],
  special: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<object> {
  const right = (name: string) =>
    special[name] ?? fc.constantFrom<unknown>(...(PER_FIELD[name] ?? ids));
  const model = fields.map((name) => {
    const value = fc.oneof({ weight: 9, arbitrary: right(name) }, anyValue(ids));
    return [name, value] as const;
  });
  const shape = fc.record(Object.fromEntries(model), { requiredKeys: [] });
  return fc.oneof(
    { weight: 9, arbitrary: shape },
    fc.tuple(shape, fc.string({ maxLength: 8 }), anyValue(ids)).map(([all, name, value]) => ({
      ...all,
      [name]: value,
    })),
  );
}

const NOTES = ["effective_at", "description", "metadata", "reason"];
const TRANSFER = ["id", "debit_account", "credit_account", "amount", "balancing", "ledger", "code"];
const MORE = ["pending", "timeout_s", "conditions", "once"];

function anyRequest(ids: readonly string[]): fc.Arbitrary<Request> {
  const id = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ids) }, fc.string());
  const conditions = fc.array(anyValue(ids), { maxLength: 2 });
  const description = fc.string({ unit: "binary", maxLength: 10 });
  const own = { conditions, description };
  const transfer = nearly([...TRANSFER, ...MORE, ...NOTES], ids, own);
  const item = nearly([...TRANSFER, "linked"], ids, own);
  const transfers = fc.array(item, { maxLength: 4 });
  const routes: readonly (readonly [string, fc.Arbitrary<unknown>])[] = [
    [
      "/v1/accounts",
      nearly(["id", "number", "ledger", "code", "normal_side", "limit", "min_available"], ids),
    ],
    ...["freeze", "unfreeze", "close", "reopen"].map(
      (verb) => [`/v1/accounts/ID/${verb}`, nearly(["reason"], ids)] as const,
    ),
    ["/v1/accounts/ID/limits", nearly(["reason", "limit", "min_available"], ids)],
    ["/v1/transfers", transfer],
    ["/v1/transfers/batch", nearly(["id", "atomic", "transfers", "reason"], ids, { transfers })],
    ["/v1/transfers/ID/post", nearly(["id", "amount", ...NOTES], ids, own)],
    ["/v1/transfers/ID/void", nearly(["id", ...NOTES], ids, own)],
    ["/v1/transfers/ID/reverse", nearly(["id", "amount", "force", ...NOTES], ids, own)],
    [
      "/v1/fx/quotes",
      nearly(
        [
          "id",
          "sell",
          "buy",
          "rate",
          "spread_bps",
          "expires_in_s",
          "sell_liquidity",
          "buy_liquidity",
          "fees",
        ],
        ids,
      ),
    ],
    ["/v1/fx/conversions", nearly(["id", "quote", "source", "destination", "reason"], ids)],
  ];
  const requests = routes.map(([path, body]) =>
    fc.record({
      path: id.map((each) => path.replace("ID", encodeURIComponent(each.toWellFormed()))),
      body: fc.oneof(
        { weight: 19, arbitrary: body.map((each) => JSON.stringify(each)) },
        fc.string({ unit: "binary", maxLength: 30 }),
        fc.json({ maxDepth: 4 }),
      ),
      key: fc.oneof(
        { weight: 9, arbitrary: fc.uuid() },
        fc.constantFrom("again", '"again"', "a,b", "k".repeat(255)),
      ),
    }),
  );
  return fc.oneof(...requests);
}

test(`${COUNT} bodies, nearly right and not at all: never a failure of ours (seed ${SEED})`, async () => {
  const { house, ann, bob } = await threeAccounts(caller);
  const eur = await opened(caller, { ledger: "EUR", limit: "none" });
  const made = Array.from({ length: 6 }, () => randomUUID());
  const nobody = "00000000-0000-0000-0000-000000000000";
  const requests = fc.sample(anyRequest([house, ann, bob, eur, ...made, nobody]), {
    numRuns: COUNT,
    seed: SEED,
  });
  const statuses = new Map<number, number>();
  const failures: { request: Request; status: number; text: string }[] = [];
  const work = requests.values();
  const worker = async (): Promise<void> => {
    for (const request of work) {
      const { path, body, key } = request;
      const headers = { "content-type": "application/json" };
      const { status, text, headers: told } = await caller.send(path, { body, key, headers });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const type = told.get("content-type") ?? "";
      const isExpected = status < 300 || (status < 500 && type === "application/problem+json");
      if (!isExpected) failures.push({ request, status, text });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  expect(failures).toEqual([]);
  // Enough of them get through to the ledger, one way and the other.
  for (const status of [200, 201, 400, 404, 409, 422]) {
    expect([status, (statuses.get(status) ?? 0) >= COUNT / 300]).toEqual([status, true]);
  }
});
