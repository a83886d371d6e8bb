import { randomUUID } from "node:crypto";

import { equity, type LedgerStage, opening } from "./ledger-stage.ts";

/** A new tenant with an account of the house and one of a customer. */
export async function twoAccounts({ door }: Pick<LedgerStage, "door">) {
  const [tenant, bank, ann] = [randomUUID(), randomUUID(), randomUUID()];
  for (const command of [equity(bank), opening(ann)]) {
    await door.execute({ tenant, commandId: randomUUID(), command });
  }
  return { tenant, bank, ann };
}
