import type { Database } from "@holdfast/postgres";

import type {
  HistoryReader,
  HistoryState,
  Mode,
  RangeProgress,
} from "../../application/history.ts";
import { rowsAbove } from "./rows-above.ts";

type StateRow = {
  readonly mode: Mode;
  readonly chain_id: string | null;
  readonly head_level: number;
  readonly final_level: number;
  readonly is_told: boolean;
};

type RangeRow = {
  readonly range: number;
  readonly year_from: number | null;
  readonly year_to: number | null;
  readonly g_before: number;
  readonly expected: number | null;
  readonly done: number;
  readonly last_id: bigint;
  readonly last_year: number;
  readonly last_y: number;
};

/** The schema was created by a migration that inserts the one row of `sync`. */
class SyncRowMissing extends Error {
  override readonly name = "SyncRowMissing";
  readonly code = "sync_row_missing";
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new SyncRowMissing("the table sync has lost its row");
  return row;
}

function stateOf(row: StateRow): HistoryState {
  return {
    mode: row.mode,
    chainId: row.chain_id,
    headLevel: row.head_level,
    finalLevel: row.final_level,
    isTold: row.is_told,
  };
}

function rangeOf(row: RangeRow): RangeProgress {
  return {
    range: row.range,
    years: { from: row.year_from ?? undefined, to: row.year_to ?? undefined },
    gBefore: row.g_before,
    expected: row.expected,
    done: row.done,
    lastId: Number(row.last_id),
    lastYear: row.last_year,
    lastY: row.last_y,
  };
}

/** What the tables say about a load beside the served history. */
export function shadowReader(
  database: Database,
  schema: string,
): Pick<HistoryReader, "state" | "ranges"> {
  return {
    async state() {
      const text = `select coalesce(rebuild_mode, 'empty') as mode, chain_id, rebuild_head as head_level,
                           rebuild_final as final_level, is_told from ${schema}.sync`;
      const { rows } = await database.read<StateRow>({ text });
      return stateOf(only(rows));
    },
    ranges: () => readRanges(database, schema),
  };
}

async function readRanges(database: Database, schema: string): Promise<readonly RangeProgress[]> {
  const text = `select * from ${schema}.backfill_range order by range`;
  const { rows } = await database.read<RangeRow>({ text });
  return rows.map(rangeOf);
}

/** What the tables say about the synchronisation. */
export function historyReader(database: Database, schema: string): HistoryReader {
  return {
    async state() {
      const text = `select mode, chain_id, head_level, final_level, is_told from ${schema}.sync`;
      const { rows } = await database.read<StateRow>({ text });
      return stateOf(only(rows));
    },
    ranges: () => readRanges(database, schema),
    rowsAbove: (level) =>
      rowsAbove((statement) => database.read(statement), {
        schema,
        table: `${schema}.delegation`,
        level,
      }),
  };
}
