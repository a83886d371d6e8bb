import { AccountPool } from "./account-pool.ts";
import { blocksOfYear } from "./delegation-blocks.ts";
import { emptyColumns, type DelegationTable } from "./delegation-table.ts";
import { OperationDrafts } from "./operation-drafts.ts";
import { randomFrom } from "./random.ts";
import { ERROR_TEXTS, RowWriter } from "./row-writer.ts";
import { syntheticAccounts, syntheticBlockHash, syntheticOperations } from "./synthetic-names.ts";
import { yearlyCounts } from "./yearly-counts.ts";

/** More rows would not find enough distinct blocks in the busiest year. */
export const ROWS_MAX = 1_500_000;

/**
 * A chain with exactly `rows` delegations from 2018-06-30 to 2025-07-16, spread as section
 * "Synthetic data" of the README tells. The same seed and size give the same chain everywhere.
 */
export function generateDelegations(seed: number, rows: number): DelegationTable {
  if (!Number.isInteger(rows) || rows < 0 || rows > ROWS_MAX) {
    throw new RangeError(`rows must be a whole number from 0 to ${ROWS_MAX}, not ${rows}`);
  }
  const random = randomFrom(seed);
  // A row opens two accounts at most: its sender and its initiator.
  const accounts = new AccountPool(random, rows * 2);
  const drafts = new OperationDrafts(random, accounts);
  const columns = emptyColumns(rows);
  const writer = new RowWriter(columns, random, accounts);
  for (const year of yearlyCounts(rows)) {
    const { levels, sizes } = blocksOfYear(year, random);
    for (const [index, level] of levels.entries()) {
      writer.startBlock(level, sizes[index] ?? 0);
      for (const draft of drafts.ofBlock(level, sizes[index] ?? 0)) writer.write(draft);
    }
  }
  return {
    rows,
    columns,
    accounts: syntheticAccounts(seed, accounts.kinds, accounts.aliases),
    operations: syntheticOperations(seed, drafts.operations),
    errorTexts: ERROR_TEXTS,
    blockHash: (level) => syntheticBlockHash(seed, level),
  };
}
