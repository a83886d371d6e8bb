import { createHash } from "node:crypto";

import type { DelegationRecord } from "@holdfast/standin-tzkt";

import { kindOf } from "./canonical-lines.ts";
import type { ExportDigests } from "./tzkt-questions.ts";

/** The members of a delegation in the order of both formats; the names of the CSV are theirs in snake_case. */
function exportRow(record: DelegationRecord) {
  return {
    id: record.id,
    level: record.level,
    timestamp: record.timestamp,
    hash: record.hash,
    counter: record.counter,
    nonce: record.nonce ?? null,
    delegator: record.sender.address,
    initiator: record.initiator?.address ?? null,
    amount: String(record.amount),
    prevBaker: record.prevDelegate?.address ?? null,
    newBaker: record.newDelegate?.address ?? null,
    status: record.status,
    kind: kindOf(record) ?? null,
    final: true,
  };
}

const CSV_HEADER =
  "id,level,timestamp,hash,counter,nonce,delegator,initiator,amount,prev_baker,new_baker,status,kind,final\n";

/** What whole exports of the chain have to be. */
export function exportDigests(records: Iterable<DelegationRecord>): ExportDigests {
  const csv = createHash("sha256").update(CSV_HEADER);
  const ndjson = createHash("sha256");
  for (const record of records) {
    const row = exportRow(record);
    csv.update(`${Object.values(row).join(",")}\n`);
    ndjson.update(`${JSON.stringify(row)}\n`);
  }
  return { csv: csv.digest("hex"), ndjson: ndjson.digest("hex") };
}
