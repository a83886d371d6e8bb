import { checkScenario, pureRunner } from "@holdfast/scenarios";

import { playBare } from "./bare-loop.ts";
import { RowFailed } from "./row-failed.ts";
import { type StockRow, tellStock } from "./stock.ts";

/** Rows a second, told as an outline and checked with everything on. */
export async function rowsTold(rows: readonly StockRow[]): Promise<number> {
  const startMs = performance.now();
  const { rules, subject } = tellStock(rows);
  for (const { scenarios } of rules) {
    for (const scenario of scenarios) await checkScenario(scenario, subject, pureRunner);
  }
  return (rows.length * 1_000) / (performance.now() - startMs);
}

/** Rows a second, by the bare loop. */
export async function rowsBare(rows: readonly StockRow[]): Promise<number> {
  const startMs = performance.now();
  playBare(rows);
  return (rows.length * 1_000) / (performance.now() - startMs);
}

/** Both ways have to see that one row of many is wrong. */
export async function seesWrongRow(rows: readonly StockRow[]): Promise<void> {
  const wrong = [...rows, { count: 1, taken: 9 }];
  const ways = [rowsTold(wrong), rowsBare(wrong)];
  const results = await Promise.allSettled(ways);
  if (results.some(({ status }) => status === "fulfilled"))
    throw new RowFailed("a wrong row passes");
}
