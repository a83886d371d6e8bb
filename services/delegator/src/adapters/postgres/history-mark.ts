import type { Statement } from "@holdfast/postgres";

import type { HistoryMark } from "../../application/history-mark.ts";

/** The statement whose one row is the mark of the history. */
export function markStatement(schema: string): Statement {
  return {
    name: "mark",
    text: `
      select coalesce(c.n, 0) as rows, s.head_level as head, s.final_level as final, s.retractions
      from ${schema}.sync s left join ${schema}.scope_count c on c.year = 0`,
  };
}

/** The mark in the answer to that statement. */
export function onlyMark([mark]: readonly HistoryMark[]): HistoryMark {
  if (mark === undefined) throw new RangeError("the table sync has lost its row");
  return mark;
}
