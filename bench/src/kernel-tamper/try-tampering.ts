import { sqlState, type Transaction } from "@holdfast/postgres";
import type { LogVerdict } from "@holdfast/postgres/notary";

import type { Tampering } from "./draw-tampering.ts";
import type { SealedLog } from "./sealed-log.ts";

/** Takes a transaction back, with what was found in it. */
class TakenBack extends TypeError {
  readonly verdict: LogVerdict | "nothing_changed";

  constructor(verdict: LogVerdict | "nothing_changed") {
    super("taken back");
    this.verdict = verdict;
  }
}

/** What is wrong about what was found; "refused" if the database itself would not have it, or nothing was changed. */
export async function tryTampering(
  log: SealedLog,
  { what, statements, from, to }: Tampering,
): Promise<string | undefined> {
  const outcome: unknown = await log.admin
    .transaction(async (tx: Transaction) => {
      await tx.query({ text: "set local session_replication_role = replica" });
      let changed = 0;
      for (const text of statements) changed += (await tx.query({ text })).rowCount;
      throw new TakenBack(changed === 0 ? "nothing_changed" : await log.verify(tx));
    })
    .catch((error: unknown) => error);
  if (!(outcome instanceof TakenBack)) {
    // A unique index, or what is no uuid, no JSON, no text.
    if (/^2[23]/.test(sqlState(outcome) ?? "")) return "refused";
    throw outcome;
  }
  const { verdict } = outcome;
  if (verdict === "nothing_changed") return "refused";
  if (verdict.ok) return `${what}: nobody noticed`;
  const { code, position, upTo } = verdict.fault;
  if (position <= to && upTo >= from) return undefined;
  return `${what}: found ${code} at ${position} to ${upTo}`;
}
