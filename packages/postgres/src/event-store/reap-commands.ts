import type { Database } from "../database.ts";
import { schemaName } from "../migrations/schema-name.ts";

/** Which commands, of which log. */
export type ReapOptions = {
  /** As the `system` role. */
  readonly database: Database;
  readonly schema: string;
  readonly nowMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** Longer than any client goes on repeating a command; 35 days. */
  readonly keepMs?: number;
  /** Pages of 8 KiB in one transaction, some 5,000 commands; 64. */
  readonly blocks?: number;
  /** Between two transactions, for the sake of those who append; 100. */
  readonly restMs?: number;
};

type Row = { readonly reaped: bigint; readonly next_block: bigint | null };

const NOTHING: Row = { reaped: 0n, next_block: null };
const DEFAULTS = { keepMs: 35 * 24 * 60 * 60 * 1_000, blocks: 64, restMs: 100 };

/**
 * Walks once through the memory of commands and forgets the old ones, in small transactions that lock nothing else;
 * returns how many. A forgotten command that is sent again is a new one. Ends early when the signal aborts.
 */
export async function reapCommands(options: ReapOptions): Promise<number> {
  const { database, nowMs, sleep, signal, keepMs, blocks, restMs } = { ...DEFAULTS, ...options };
  const text = `select * from ${schemaName(options.schema)}.reap_commands($1, $2, $3)`;
  const before = new Date(nowMs() - keepMs);
  const reapFrom = async (block: bigint): Promise<Row> => {
    const { rows } = await database.query<Row>({ text, values: [block, blocks, before] });
    return rows[0] ?? NOTHING;
  };
  let all = 0;
  for (let next: bigint | null = 0n; next !== null && !signal.aborted;) {
    const { reaped, next_block } = await reapFrom(next);
    all += Number(reaped);
    next = next_block;
    if (next !== null) await sleep(restMs, signal).catch(() => undefined);
  }
  return all;
}
