import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Due } from "../src/application/due.ts";
import { expireQuotes } from "../src/application/expire-quotes.ts";
import { opened, threeAccounts } from "./accounts-of.ts";
import { type LedgerStage, openLedgerStage } from "./ledger-stage.ts";
import { sql } from "./log-of.ts";
import {
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";
import { twoAccounts } from "./two-accounts.ts";

/** A second, and until somebody has come round to it. */
const PATIENCE = { timeout: 30_000, interval: 50 };

let surroundings: Surroundings;
let payments: Payments;
let stage: LedgerStage;
let caller: Caller;
const held = new AsyncDisposableStack();
beforeAll(async () => {
  surroundings = held.use(await openSurroundings());
  payments = held.use(await startPayments(surroundings));
  stage = held.use(await openLedgerStage());
  caller = await payments.caller();
});
afterAll(() => held.disposeAsync());

/** What the feed tells of quotes. */
async function toldOfQuotes(): Promise<
  readonly { readonly type: string; readonly data: object }[]
> {
  return (await caller.get("/v1/events?category=quote&limit=100")).json.data;
}

const openQuotes = () =>
  sql(surroundings.database, "select id from payments.open_quote order by id");

test("what nobody uses in its time is said to have expired, what was used is not", async () => {
  const { house, ann } = await threeAccounts(caller);
  const [vault, eve] = [
    await opened(caller, { ledger: "EUR", limit: "none" }),
    await opened(caller, { ledger: "EUR" }),
  ];
  const quoted = async (seconds: number) => {
    const { status, json } = await caller.post("/v1/fx/quotes", {
      sell: { currency: "USD", minor: "100" },
      buy: { currency: "EUR" },
      rate: "1",
      expires_in_s: seconds,
      sell_liquidity: house,
      buy_liquidity: vault,
    });
    expect(status).toBe(201);
    return json.id;
  };
  const convert = (quote: string) =>
    caller.post("/v1/fx/conversions", { quote, source: ann, destination: eve });
  const [used, later] = [await quoted(60), await quoted(60)];
  expect((await convert(used)).status).toBe(201);
  const missed = await quoted(1);
  await expect.poll(async () => (await toldOfQuotes()).at(-1)?.type, PATIENCE).toBe("QuoteExpired");
  const told = await toldOfQuotes();
  expect(told.filter(({ type }) => type === "QuoteExpired")).toMatchObject([
    { data: { quote: missed } },
  ]);
  await expect.poll(openQuotes, PATIENCE).toEqual([{ id: later }]);
  const late = await convert(missed);
  expect([late.status, late.json.code]).toEqual([409, "quote_expired"]);
  const { data } = (await caller.get("/v1/audit?action=quote.expire")).json;
  expect(data).toMatchObject([{ resource: `quote:${missed}`, result: "success" }]);
  const metrics = await (await fetch(`${payments.url}/metrics`)).text();
  expect(metrics).toContain('payments_quotes_expired_total{service="payments"} 1');
});

test("asked for again under its id, also by another key, a quote is the one that was given", async () => {
  const bank = await opened(caller, { ledger: "USD", limit: "none" });
  const body = {
    id: randomUUID(),
    sell: { currency: "USD", minor: "100" },
    buy: { currency: "EUR" },
    rate: "1",
    sell_liquidity: bank,
    buy_liquidity: await opened(caller, { ledger: "EUR", limit: "none" }),
  };
  const first = await caller.post("/v1/fx/quotes", body);
  const again = await caller.post("/v1/fx/quotes", body);
  expect([first.status, again.status, again.json]).toEqual([201, 200, first.json]);
  const longer = await caller.post("/v1/fx/quotes", { ...body, expires_in_s: 61 });
  expect([longer.status, longer.json.code]).toEqual([409, "quote_exists_with_different_content"]);
});

test("several who tell it at the same time tell it once, and none of a quote that is not over", async () => {
  const { tenant, bank } = await twoAccounts(stage);
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const dues = [randomUUID(), randomUUID()].map((id): Due => ({ tenant, id, expiresAt }));
  for (const { id: quote } of dues) {
    const command = {
      type: "IssueQuote",
      quote,
      sell: { currency: "USD", minor: 1n },
      buy: { currency: "EUR", minor: 1n },
      rate: { num: 1n, den: 1n },
      spreadMinor: 0n,
      rounding: "floor",
      validSeconds: 60,
      sellLiquidity: bank,
      buyLiquidity: bank,
    } as const;
    await stage.door.execute({ tenant, commandId: randomUUID(), command });
  }
  const { signal } = new AbortController();
  const refused: string[] = [];
  const released: string[] = [];
  const round = (door = stage.openDoor()) =>
    expireQuotes(
      {
        find: async () => dues,
        door,
        onReleased: ({ id }) => released.push(id),
        onRefused: (_due, code) => refused.push(code),
      },
      signal,
    );
  await round();
  expect([released, refused]).toEqual([[], ["quote_not_expired", "quote_not_expired"]]);
  stage.clock.offsetMs += 120_000;
  await Promise.all([round(), round(), round()]);
  expect(released).toHaveLength(2);
  const told = "select count(*)::int as told from payments.events where type = 'QuoteExpired'";
  expect(await sql(stage, told)).toEqual([{ told: 2 }]);
});
