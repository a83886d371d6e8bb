import { randomUUID } from "node:crypto";
import { setTimeout as rest } from "node:timers/promises";

import { expect } from "vitest";

import { moved, opened } from "./accounts-of.ts";
import type { RailProcess } from "./rail-process.ts";
import type { Caller } from "./start-payments.ts";

/** A tenant who pays: the payer's account, the one payments go through, and what the payer began with. */
export type Paying = {
  readonly caller: Caller;
  readonly house: string;
  readonly payer: string;
  readonly clearing: string;
};

/** What the payer has before anything is paid. */
const FUNDS = 100_000n;
/** What each payment pays. */
export const AMOUNT = 1_000n;

/** Opens the accounts of somebody who pays. */
export async function paying(caller: Caller): Promise<Paying> {
  const [house, payer, clearing] = await Promise.all([
    opened(caller, { code: 3_000, limit: "none" }),
    opened(caller),
    opened(caller, { code: 2_900, number: "CLEARING-USD" }),
  ]);
  await moved(caller, [house, payer], `${FUNDS}`);
  return { caller, house, payer, clearing };
}

/** The body of a payment to an account of the rail, which may steer what becomes of it. */
export function paymentTo(account: string, { payer }: Pick<Paying, "payer">, more: object = {}) {
  return {
    id: randomUUID(),
    account: payer,
    amount: `${AMOUNT}`,
    currency: "USD",
    creditor: { name: "Ada Lovelace", account },
    debtor: { name: "Charles Babbage", account: "GB33BUKB20201555555555" },
    reference: "invoice 4711",
    ...more,
  };
}

/** Begins a payment; its id. */
export async function pay(by: Paying, account: string, more: object = {}): Promise<string> {
  const answer = await by.caller.post("/v1/payments", paymentTo(account, by, more));
  expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
  return answer.json.id;
}

/** How long anything may take on a busy machine. */
const WAIT_MS_MAX = 60_000;
const LOOK_MS = 25;

/** Looks again and again until something is so; the last look is in the failure. */
export async function until<Seen>(
  look: () => Promise<Seen>,
  isSo: (seen: Seen) => boolean,
): Promise<Seen> {
  const deadline = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (performance.now() > deadline) throw new RangeError(`never so: ${JSON.stringify(seen)}`);
    await rest(LOOK_MS);
  }
}

/** Waits until a payment is in a state; what is told of it then. */
export async function comesTo(caller: Caller, id: string, state: string) {
  const look = async () => (await caller.get(`/v1/payments/${id}`)).json;
  return until(look, (payment) => payment?.state === state);
}

/** The names of what has happened to a payment. */
export function storyOf(payment: { readonly history: readonly { readonly event: string }[] }) {
  return payment.history.map(({ event }) => event);
}

/**
 * Whether all money is in one place: what the payer has, what is held for payments, and what the clearing account says
 * the rail has paid, which the rail's own books agree with.
 */
export async function expectMoneyInOnePlace(
  by: Paying,
  rail: RailProcess,
  expected: {
    readonly held?: bigint;
    readonly paid: bigint;
    /** For others. */
    readonly paidBefore?: bigint;
  },
): Promise<void> {
  const { held = 0n, paid, paidBefore = 0n } = expected;
  const [payer, clearing] = await Promise.all(
    [by.payer, by.clearing].map(async (id) => (await by.caller.get(`/v1/accounts/${id}`)).json),
  );
  const audit = await rail.audit();
  expect({
    posted: BigInt(payer.balances.posted),
    held: BigInt(payer.balances.posted) - BigInt(payer.balances.available),
    cleared: BigInt(clearing.balances.posted),
    coming: BigInt(clearing.balances.pending) - BigInt(clearing.balances.posted),
    paidByRail: audit.net,
    conflicts: audit.submissions.filter(({ conflicts }) => conflicts > 0),
  }).toEqual({
    posted: FUNDS - paid,
    held,
    cleared: paid,
    coming: held,
    paidByRail: paidBefore + paid,
    conflicts: [],
  });
}
