import { randomUUID } from "node:crypto";

import type { Caller } from "./start-payments.ts";

/** Opens an account that may not be overdrawn, unless said otherwise; its id. */
export async function opened(caller: Caller, more: object = {}): Promise<string> {
  const id = randomUUID();
  const account = {
    id,
    ledger: "USD",
    code: 2_000,
    normal_side: "credit",
    limit: "debits_must_not_exceed_credits",
    ...more,
  };
  const answer = await caller.post("/v1/accounts", account);
  if (answer.status !== 201) throw new RangeError(`no account: ${answer.text}`);
  return id;
}

/** A house that may go as low as it likes, a customer with 1,000 minor units, and one with none. */
export async function threeAccounts(caller: Caller) {
  const [house, ann, bob] = await Promise.all([
    opened(caller, { code: 3_000, limit: "none" }),
    opened(caller),
    opened(caller),
  ]);
  await moved(caller, [house, ann], "1000");
  return { house, ann, bob };
}

/** Moves money and makes sure of it; what was answered. */
export async function moved(
  caller: Caller,
  [from, to]: readonly [from: string, to: string],
  amount: string,
) {
  const body = { debit_account: from, credit_account: to, amount };
  const answer = await caller.post("/v1/transfers", body);
  if (answer.status !== 201) throw new RangeError(`no transfer: ${answer.text}`);
  return answer.json;
}
