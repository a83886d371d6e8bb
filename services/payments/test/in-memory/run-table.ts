import { expect, it } from "vitest";

import { expectedOf, playTable, type TableRow } from "./ledger-table.ts";

/** A table as a test: every row that says what has to be is told with what is. */
export function table(title: string, ...rows: readonly TableRow[]): void {
  it(title, () => {
    expect(expectedOf(rows)).not.toEqual([]);
    expect(playTable(rows)).toEqual(expectedOf(rows));
  });
}
