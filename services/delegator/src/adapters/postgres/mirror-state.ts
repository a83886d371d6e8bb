import type { Database } from "@holdfast/postgres";

import type { ReadMirrorState } from "../../application/mirror-state.ts";

type Cells = readonly [
  head: number,
  final: number,
  retractions: bigint,
  year: number | null,
  rows: number | null,
];

/** The state of the mirror: a dozen rows of two tiny tables. */
export function mirrorState(database: Database, schema: string): ReadMirrorState {
  const text = `
    select s.head_level, s.final_level, s.retractions, c.year, c.n
    from ${schema}.sync s left join ${schema}.scope_count c on true`;
  return async () => {
    const { rows } = await database.read<Cells>({ name: "state", text, rowMode: "array" });
    const [head = 0, final = 0, retractions = 0n] = rows[0] ?? [];
    const rowsByYear = new Map(rows.map(([, , , year, n]) => [year ?? 0, n ?? 0]));
    return { head, final, retractions, rowsByYear };
  };
}
