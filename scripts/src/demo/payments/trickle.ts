import { setTimeout as sleep } from "node:timers/promises";

import type { DemoTenant } from "./demo-tenant.ts";
import type { PaymentsCaller } from "./payments-caller.ts";

/** What comes and what it comes from. */
export type Trickle = {
  readonly tenant: DemoTenant;
  readonly caller: PaymentsCaller;
  readonly newId: () => string;
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

/** Transfers, holds and exchange, one after another, until the signal aborts. What is refused or fails was only a trickle. */
export async function trickle(parts: Trickle): Promise<void> {
  for (let turn = 1; !parts.signal.aborted; turn += 1) {
    await step(parts, turn).catch(() => undefined);
    await sleep(PACE_MS, undefined, { signal: parts.signal }).catch(() => undefined);
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
  const sides = betweenCustomers(parts);
  await sent(parts, "/v1/transfers", { ...sides, amount: amountOf(parts), description: "bread" });
}

async function hold(parts: Trickle): Promise<void> {
  const id = parts.newId();
  const held = { id, ...betweenCustomers(parts), amount: amountOf(parts), pending: true };
  await sent(parts, "/v1/transfers", { ...held, timeout_s: 30, description: "a cake, ordered" });
  if (parts.random() < POSTED_SHARE) await sent(parts, `/v1/transfers/${id}/post`, {});
}

async function exchange(parts: Trickle): Promise<void> {
  const { tenant, newId } = parts;
  const id = newId();
  await sent(parts, "/v1/fx/quotes", {
    id,
    sell: { currency: "USD", minor: amountOf(parts) },
    buy: { currency: "EUR" },
    rate: "0.91",
    spread_bps: 50,
    sell_liquidity: tenant.account("DESK-USD"),
    buy_liquidity: tenant.account("DESK-EUR"),
  });
  const sides = { source: tenant.account("ANN-USD"), destination: tenant.account("ANN-EUR") };
  await sent(parts, "/v1/fx/conversions", { quote: id, ...sides });
}

async function sent({ caller }: Trickle, path: string, body: object): Promise<void> {
  const response = await caller.post(path, body);
  await response.body?.cancel();
}
