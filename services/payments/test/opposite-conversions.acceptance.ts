import { afterAll, beforeAll, expect, test } from "vitest";

import { moved, opened } from "./accounts-of.ts";
import { sql } from "./log-of.ts";
import {
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

/** Each is a transaction of its own, and so many are under way at the same time in each process. */
const SETTINGS = { POSTING_BATCH: "1", POSTING_LANES: "4" };
const EACH_WAY = 60;

let surroundings: Surroundings;
let processes: readonly Payments[] = [];
beforeAll(async () => {
  surroundings = await openSurroundings();
  const start = () => startPayments(surroundings, SETTINGS);
  processes = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await stopped();
  await surroundings[Symbol.asyncDispose]();
});

async function stopped(): Promise<void> {
  await Promise.all(processes.map((each) => each[Symbol.asyncDispose]()));
}

/** In one currency: who changes money, the house's desk, and where spreads go. */
async function accountsIn(caller: Caller, ledger: string) {
  const [desk, fees, ann] = [
    await opened(caller, { ledger, code: 3_000, limit: "none" }),
    await opened(caller, { ledger, code: 4_000, limit: "none" }),
    await opened(caller, { ledger }),
  ];
  await moved(caller, [desk, ann], "100000");
  return { ledger, desk, fees, ann };
}

type Accounts = Awaited<ReturnType<typeof accountsIn>>;

/** A quote, and the conversion by it. */
async function promised(caller: Caller, from: Accounts, to: Accounts) {
  const { status, json } = await caller.post("/v1/fx/quotes", {
    sell: { currency: from.ledger, minor: "100" },
    buy: { currency: to.ledger },
    rate: "1",
    spread_bps: 100,
    sell_liquidity: from.desk,
    buy_liquidity: to.desk,
    fees: from.fees,
  });
  expect([status, json.code]).toEqual([201, undefined]);
  return { quote: json.id, source: from.ann, destination: to.ann };
}

/** Debits and credits of all accounts, which are the same; and the comparison with the log. */
async function trialBalance(caller: Caller, ledger: string) {
  const { json } = await caller.get(`/v1/ledgers/${ledger}/trial-balance?verify=true`);
  const { total, verification } = json;
  return {
    left: BigInt(total.debits_posted) - BigInt(total.credits_posted),
    pending: BigInt(total.debits_pending) - BigInt(total.credits_pending),
    differences: verification.differences,
  };
}

test("conversions in opposite directions at the same time wait for each other, and never in a circle", async () => {
  const [one, other] = processes;
  if (one === undefined || other === undefined) throw new RangeError("there are two");
  const caller = await one.caller();
  const elsewhere = await other.caller({ tenant: caller.tenant });
  const [dollars, euros] = [await accountsIn(caller, "USD"), await accountsIn(caller, "EUR")];
  const conversions = await Promise.all(
    Array.from({ length: 2 * EACH_WAY }, (_, at) =>
      at % 2 === 0 ? promised(caller, dollars, euros) : promised(caller, euros, dollars),
    ),
  );
  // Each process has conversions in both directions.
  const answers = await Promise.all(
    conversions.map((body, at) =>
      (at % 4 < 2 ? caller : elsewhere).post("/v1/fx/conversions", body),
    ),
  );
  const told = answers.map(({ status, json }) => `${status} ${json.code ?? ""}`);
  expect(Object.groupBy(told, (each) => each)).toEqual({ "201 ": answers.map(() => "201 ") });
  for (const { ledger } of [dollars, euros]) {
    const nothing = { left: 0n, pending: 0n, differences: [] };
    expect(await trialBalance(caller, ledger)).toEqual(nothing);
  }
  await stopped();
  const text = "select deadlocks::int from pg_stat_database where datname = current_database()";
  expect(await sql(surroundings.database, text)).toEqual([{ deadlocks: 0 }]);
});
