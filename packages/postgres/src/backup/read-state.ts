import { escapeIdentifier } from "pg";

import type { SqlSession } from "../sql-session.ts";
import { appliedOrder } from "./applied-order.ts";
import { hasLog, hasTreeHeads } from "./log-tables.ts";
import type { AppliedThen, LogThen, Manifest, SavedSequence } from "./manifest.ts";
import type { SchemaShape } from "./schema-shape.ts";

type State = Pick<Manifest, "takenAt" | "postgresql" | "migrations" | "log" | "sequences">;

/** Where a schema stands beside its rows, with its name on the search path. */
export async function readState(session: SqlSession, shape: SchemaShape): Promise<State> {
  const server = await session.query<Pick<State, "takenAt" | "postgresql">>({ text: SERVER });
  const { takenAt = "", postgresql = "" } = server.rows[0] ?? {};
  const applied = await session.query<AppliedThen>({ text: APPLIED });
  return {
    takenAt,
    postgresql,
    migrations: appliedOrder(applied.rows),
    log: await readLog(session, shape),
    sequences: await readSequences(session, shape.sequences),
  };
}

const SERVER = `
  select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "takenAt",
    current_setting('server_version') as postgresql`;

const APPLIED = `
  select series, number, name, checksum
  from migration order by applied_at, series collate "C", number`;

async function readLog(session: SqlSession, shape: SchemaShape): Promise<LogThen | null> {
  if (!hasLog(shape)) return null;
  const text = "select position::text as head from log_head";
  const { head = "0" } = (await session.query<{ readonly head: string }>({ text })).rows[0] ?? {};
  if (!hasTreeHeads(shape)) return { head, checkpoint: null };
  const newest = "select note from tree_heads order by size desc limit 1";
  const { rows } = await session.query<{ readonly note: string }>({ text: newest });
  return { head, checkpoint: rows[0]?.note ?? null };
}

async function readSequences(
  session: SqlSession,
  names: readonly string[],
): Promise<readonly SavedSequence[]> {
  const sequences: SavedSequence[] = [];
  for (const name of names) {
    // No snapshot holds a sequence still: it may be ahead of the rows, never behind them.
    const text = `select last_value::text as value, is_called as "isCalled" from ${escapeIdentifier(name)}`;
    const { rows } = await session.query<Omit<SavedSequence, "name">>({ text });
    for (const row of rows) sequences.push({ name, ...row });
  }
  return sequences;
}
