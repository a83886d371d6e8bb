import { isRecord } from "../../registry.ts";
import type { Counters, Transfer } from "./books.ts";

/** A transfer as it was told to a client. */
export type RecordTold = { readonly id: string } & Readonly<Record<string, unknown>>;

/** All transfers that an answer tells of: by itself, in a batch, or in a conversion. */
export function recordsIn(answer: unknown): readonly RecordTold[] {
  if (!isRecord(answer)) return [];
  if (isTold(answer)) return [answer];
  const { results, transfers } = answer;
  const told: unknown[] = Array.isArray(transfers) ? transfers : [];
  const ofBatch: unknown[] = Array.isArray(results) ? results : [];
  const made = ofBatch.map((result) => (isRecord(result) ? result["transfer"] : undefined));
  return [...told, ...made].filter(isTold);
}

function isTold(value: unknown): value is RecordTold {
  return isRecord(value) && "debit_account" in value && typeof value["id"] === "string";
}

/** What is not as it was told; undefined when all is. */
export function untrue(record: RecordTold, transfer: Transfer): string | undefined {
  const told = [
    record["kind"],
    record["debit_account"],
    record["credit_account"],
    record["amount"],
    record["ledger"],
    ...sideOf(record, "debit"),
    ...sideOf(record, "credit"),
  ].join(" ");
  const { kind, debit, credit, amount, ledger, debitAfter, creditAfter } = transfer;
  const sides = [debitAfter, creditAfter].flatMap(({ version, counters }) => [
    version,
    ...credits(counters),
  ]);
  const is = [kind, debit, credit, amount, ledger, ...sides].join(" ");
  return told === is ? undefined : `${is}, not ${told}`;
}

function sideOf(record: RecordTold, side: string): readonly unknown[] {
  const balances = record["balances"];
  const told = isRecord(balances) ? balances[side] : undefined;
  return isRecord(told)
    ? [told["version"], told["posted"], told["available"], told["pending"]]
    : [];
}

/** Posted, available and pending; all accounts are the house's debts. */
function credits({ debitsPending, debitsPosted, creditsPending, creditsPosted }: Counters) {
  const posted = creditsPosted - debitsPosted;
  return [posted, posted - debitsPending, posted + creditsPending - debitsPending];
}
