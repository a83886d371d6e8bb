import { CompactRange } from "@holdfast/transparency";

import type { SqlSession } from "../sql-session.ts";
import type { Transaction } from "../transaction.ts";
import { BackupRefused } from "./backup-refused.ts";
import type { LogThen } from "./manifest.ts";

/**
 * Throws `BackupRefused` unless the restored log, whose schema is on the search path, ends where it ended, has every
 * position before that, and is what its newest checkpoint was signed for. The signature is not looked at: whose key it
 * has to be is not known here.
 */
export async function checkLog(tx: Transaction, log: LogThen): Promise<void> {
  await checkPositions(tx, log.head);
  if (log.checkpoint !== null) await checkCheckpoint(tx, log.checkpoint, BigInt(log.head));
}

const POSITIONS = `
  select (select position from log_head) as head, count(*)::int8 as events,
    coalesce(min(position), 1) as first, coalesce(max(position), 0) as last from events`;

type Positions = Readonly<Record<"head" | "events" | "first" | "last", bigint>>;

/** Positions are unique: as many as the last one tells, from 1 on, have no gap. */
async function checkPositions(session: SqlSession, expected: string): Promise<void> {
  const [found] = (await session.query<Positions>({ text: POSITIONS })).rows;
  const isWhole =
    found !== undefined &&
    found.head === BigInt(expected) &&
    [found.events, found.last].every((count) => count === found.head) &&
    found.first === 1n;
  if (isWhole) return;
  const detail =
    `the log should end at ${expected}; its head is ${found?.head}, and it has ${found?.events} events ` +
    `from ${found?.first} to ${found?.last}`;
  throw new BackupRefused("log_differs", detail);
}

async function checkCheckpoint(tx: Transaction, note: string, head: bigint): Promise<void> {
  const [, size = "", root] = note.split("\n");
  if (!SIZE.test(size) || BigInt(size) > head) {
    throw new BackupRefused("checkpoint_differs", `a checkpoint of ${size} events, of ${head}`);
  }
  const found = await rootOf(tx, size);
  if (found === root) return;
  const detail = `the first ${size} events have the root ${found}, and ${root} was signed`;
  throw new BackupRefused("checkpoint_differs", detail);
}

const SIZE = /^(?:0|[1-9][0-9]*)$/;

async function rootOf(tx: Transaction, size: string): Promise<string> {
  const sql = `copy (select encode(leaf, 'hex') from events where position <= ${size} order by position) to stdout`;
  return tx.copyOut(sql, async (chunks) => {
    const tree = new CompactRange();
    let begun = "";
    for await (const chunk of chunks) {
      const lines = (begun + Buffer.from(chunk).toString("latin1")).split("\n");
      begun = lines.pop() ?? "";
      for (const line of lines) tree.append(line);
    }
    return Buffer.from(tree.root(), "hex").toString("base64");
  });
}
