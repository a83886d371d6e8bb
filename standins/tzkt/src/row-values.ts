import { ABSENT, type DelegationColumns } from "./delegation-table.ts";

/** One row by the names of its columns. */
export type RowValues = Readonly<Record<keyof DelegationColumns, number>>;

/** Every column of a table. */
export const COLUMN_NAMES = [
  "id",
  "level",
  "seconds",
  "operation",
  "counter",
  "nonce",
  "initiator",
  "sender",
  "prevDelegate",
  "newDelegate",
  "senderCodeHash",
  "gasLimit",
  "gasUsed",
  "storageLimit",
  "bakerFee",
  "amount",
  "stakingUpdatesCount",
  "status",
  "errors",
] as const satisfies readonly (keyof DelegationColumns)[];

/** The row as a value of its own, which no later change of the columns reaches. */
export function readRow(columns: DelegationColumns, row: number): RowValues {
  const values = { ...EMPTY_ROW };
  for (const name of COLUMN_NAMES) values[name] = columns[name][row] ?? ABSENT;
  return values;
}

/** Numbers zero, everything that may be absent absent. */
export const EMPTY_ROW: RowValues = {
  id: 0,
  level: 0,
  seconds: 0,
  operation: 0,
  counter: 0,
  nonce: ABSENT,
  initiator: ABSENT,
  sender: ABSENT,
  prevDelegate: ABSENT,
  newDelegate: ABSENT,
  senderCodeHash: ABSENT,
  gasLimit: 0,
  gasUsed: 0,
  storageLimit: 0,
  bakerFee: 0,
  amount: 0,
  stakingUpdatesCount: ABSENT,
  status: 0,
  errors: ABSENT,
};
