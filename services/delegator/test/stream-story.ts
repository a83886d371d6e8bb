import type { DelegationRecord } from "@holdfast/standin-tzkt";

import type { DelegationView } from "../src/application/delegation-view.ts";
import type { Kind } from "../src/domain/delegation-kind.ts";
import type { WrittenChange } from "./change-writer.ts";

/** A delegation as streams, lists and exports show it. */
export type View = DelegationView;

/** A record of the upstream, shown; by rules written anew, for it judges the service. */
export function viewOf(record: DelegationRecord, final: boolean): View {
  const { id, level, timestamp, hash, counter, nonce = null, amount, status } = record;
  const delegator = record.sender.address;
  const prevBaker = record.prevDelegate?.address ?? null;
  const newBaker = record.newDelegate?.address ?? null;
  return {
    id,
    level,
    timestamp,
    hash,
    counter,
    nonce,
    delegator,
    initiator: record.initiator?.address ?? null,
    amount: String(amount),
    prevBaker,
    newBaker,
    status,
    kind: status === "applied" ? kindOf(delegator, prevBaker, newBaker) : null,
    final,
  };
}

function kindOf(delegator: string, prevBaker: string | null, newBaker: string | null): Kind {
  if (newBaker === null) return "undelegate";
  if (newBaker === delegator) return "register";
  if (prevBaker === null) return "delegate";
  return prevBaker === newBaker ? "refresh" : "redelegate";
}

export const added = (row: View): WrittenChange => ({
  op: "added",
  level: row.level,
  payload: row,
});

/** Takes rows back; the newest stands first. */
function retracted(rows: readonly View[]): WrittenChange {
  const fromLevel = Math.min(...rows.map(({ level }) => level));
  return { op: "retracted", level: fromLevel, payload: { fromLevel, rows } };
}

function final(after: number, level: number): WrittenChange {
  return { op: "final", level, payload: { after, head: level + 2, total: 0 } };
}

/** Blocks, a reorg and a final level that jumps over several rows; each step is one transaction of the leader. */
export function storyOf(
  records: readonly DelegationRecord[],
): readonly (readonly WrittenChange[])[] {
  const rows = records.map((record) => viewOf(record, false));
  const at = (index: number): number => rows[index]?.level ?? 0;
  const news = (from: number, to: number) => rows.slice(from, to).map(added);
  return [
    news(20, 25),
    [final(at(19), at(21))],
    [retracted(rows.slice(23, 25).toReversed()), ...news(23, 26)],
    [...news(26, 31), final(at(21), at(30))],
    [final(at(30), at(35))],
    [retracted(rows.slice(36, 38).toReversed())],
    [...news(36, 38), final(at(35), at(37))],
  ];
}
