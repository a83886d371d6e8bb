import { setTimeout as sleep } from "node:timers/promises";

import type { PaymentsClient } from "@holdfast/payments/client";

import type { DemoTenant } from "./demo-tenant.ts";
import type { TrickleTally } from "./trickle-tally.ts";

/** What comes and what it comes from. */
export type Trickle = {
  readonly tenant: DemoTenant;
  readonly client: PaymentsClient;
  readonly tally: TrickleTally;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
};

/** Between two requests of a tenant. */
const PACE_MS = 700;
const HOLD_EACH = 4;
const EXCHANGE_EACH = 7;
const AMOUNT_MAX = 5_000;
/** Some holds are left to expire. */
const POSTED_SHARE = 0.7;

/** Transfers, holds and exchange, one after another, until the signal aborts. */
export async function trickle(parts: Trickle): Promise<void> {
  const { signal, tally } = parts;
  for (let turn = 1; !signal.aborted; turn += 1) {
    try {
      await step(parts, turn);
      tally.succeed();
    } catch (error) {
      // What breaks while everything is being stopped is no failure.
      if (!signal.aborted) tally.fail(error);
    }
    await sleep(PACE_MS, undefined, { signal }).catch(() => undefined);
  }
}

function step(parts: Trickle, turn: number): Promise<void> {
  if (turn % EXCHANGE_EACH === 0) return exchange(parts);
  return turn % HOLD_EACH === 0 ? hold(parts) : transfer(parts);
}

const amountOf = ({ random }: Trickle): string => String(1 + Math.floor(random() * AMOUNT_MAX));

function betweenCustomers({ tenant, random }: Trickle) {
  const [ann, bob] = [tenant.account("ANN-USD"), tenant.account("BOB-USD")];
  return random() < 1 / 2
    ? { debit_account: ann, credit_account: bob }
    : { debit_account: bob, credit_account: ann };
}

async function transfer(parts: Trickle): Promise<void> {
  const { client, signal } = parts;
  const body = { ...betweenCustomers(parts), amount: amountOf(parts), description: "bread" };
  await client.transfers.create(body, { signal });
}

async function hold(parts: Trickle): Promise<void> {
  const { client, signal } = parts;
  const { transfers } = client;
  const held = { ...betweenCustomers(parts), amount: amountOf(parts), pending: true };
  const body = { ...held, timeout_s: 30, description: "a cake, ordered" };
  const { id } = await transfers.create(body, { signal });
  if (parts.random() < POSTED_SHARE) await transfers.post(id, {}, { signal });
}

async function exchange(parts: Trickle): Promise<void> {
  const { tenant, client, signal } = parts;
  const asked = {
    sell: { currency: "USD", minor: amountOf(parts) },
    buy: { currency: "EUR" },
    rate: "0.91",
    spread_bps: 50,
    sell_liquidity: tenant.account("DESK-USD"),
    buy_liquidity: tenant.account("DESK-EUR"),
  };
  const { id: quote } = await client.fx.quote(asked, { signal });
  const sides = { source: tenant.account("ANN-USD"), destination: tenant.account("ANN-EUR") };
  await client.fx.convert({ quote, ...sides }, { signal });
}
