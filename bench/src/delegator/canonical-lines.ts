import type { DelegationRecord } from "@holdfast/standin-tzkt";

import type { ChainRow } from "./chain-row.ts";

const ABSENT = "-";

/** Everything the service stores of a delegation, in the text that `mirrorDigest` makes of its tables. */
export function mirrorLine({ record, year, g, y }: ChainRow): string {
  const { prevDelegate, newDelegate, initiator } = record;
  return [
    record.id,
    Date.parse(record.timestamp) / 1000,
    record.amount,
    record.counter,
    record.level,
    record.sender.address,
    prevDelegate?.address ?? ABSENT,
    newDelegate?.address ?? ABSENT,
    initiator?.address ?? ABSENT,
    record.nonce ?? -1,
    record.status,
    kindOf(record) ?? ABSENT,
    year,
    record.hash,
    g,
    y,
  ].join("|");
}

/** The five columns of the original, in the text that `originalDigest` makes of its table. */
export function originalLine({ record }: ChainRow): string {
  const seconds = Date.parse(record.timestamp) / 1000;
  return [record.id, seconds, record.amount, record.sender.address, record.level].join("|");
}

/** What an applied delegation does to the delegator's choice of baker (TzKT leaves it to the reader). */
export function kindOf(record: DelegationRecord): string | undefined {
  const former = record.prevDelegate?.address;
  const chosen = record.newDelegate?.address;
  if (record.status !== "applied") return undefined;
  if (chosen === undefined) return "undelegate";
  if (chosen === record.sender.address) return "register";
  if (former === undefined) return "delegate";
  return former === chosen ? "refresh" : "redelegate";
}
