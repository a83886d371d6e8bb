import type { Transaction } from "@holdfast/postgres";

import type { Selection, SelectionRequest } from "../../application/selection.ts";
import { countedYear, stretchOf } from "../../domain/list-scope.ts";
import { stretchBorders, stretchValues } from "./stretch-borders.ts";

/** Between which ids a selection lies, the numbers of its accounts, and what else its answer tells. */
export type SelectionEdges = Omit<Selection, "rows"> & {
  /** Ids lie above this one, as decimal digits. */
  readonly above: string;
  /** Ids lie below this one, as decimal digits. */
  readonly below: string;
  /** Rows between the two, before single ones are picked out. */
  readonly span: number;
  /** Null for an account that never took part, and where none is asked for. */
  readonly sender: number | null;
  readonly baker: number | null;
};

type Cells = readonly [
  head: number,
  final: number,
  retractions: bigint,
  rows: number,
  historyMax: number,
  pinnedId: string | null,
  finalId: string,
  above: string,
  below: string,
  span: number,
  sender: number | null,
  baker: number | null,
];

/** Greater than any id. */
const BEYOND_IDS = "9223372036854775807";
const NO_EDGES: Cells = [0, 0, 0n, 0, 0, null, "0", "0", "0", 0, null, null];

/** Ids ascend with ranks, so the borders of a stretch are borders for ids too, and those every index can use. */
function statement(schema: string): string {
  const idOf = (rank: string) => `(select d.id from ${schema}.delegation d where d.g = ${rank})`;
  const numberOf = (address: string) =>
    `(select a.aid from ${schema}.address a where a.addr = ${address}::text)`;
  return `
    with b as materialized (${stretchBorders(schema)})
    select b.head_level, b.final_level, b.retractions,
           coalesce((select c.n from ${schema}.scope_count c where c.year = $7::smallint), 0), b.n_max,
           ${idOf("$6::bigint")}::text,
           coalesce((select d.id from ${schema}.delegation d where d.level <= b.final_level
                     order by d.g desc limit 1), 0)::text,
           coalesce(${idOf("b.low")}, 0)::text,
           coalesce(${idOf("least(b.high, $6::bigint) + 1")}, ${BEYOND_IDS})::text,
           greatest(least(b.high, $6::bigint) - b.low, 0)::int,
           ${numberOf("$8")}, ${numberOf("$9")}
    from b`;
}

/** Finds the edges of a selection, by some probes of the indexes of ranks and addresses. */
export async function selectionEdges(
  tx: Transaction,
  schema: string,
  { scope, asOf }: Pick<SelectionRequest, "scope" | "asOf">,
): Promise<SelectionEdges> {
  const { filter } = scope;
  const { rows } = await tx.query<Cells>({
    name: "selection-edges",
    text: statement(schema),
    values: [
      ...stretchValues(stretchOf(scope)),
      asOf ?? null,
      countedYear(scope),
      filter.delegator ?? null,
      filter.baker?.address ?? null,
    ],
    rowMode: "array",
  });
  const [head, final, retractions, count, historyMax, pinnedId, finalId, ...rest] =
    rows[0] ?? NO_EDGES;
  const [above, below, span, sender, baker] = rest;
  return {
    state: { head, final, retractions, rows: count },
    historyMax,
    pinnedId: pinnedId === null ? undefined : Number(pinnedId),
    finalId: Number(finalId),
    above,
    below,
    span,
    sender,
    baker,
  };
}
