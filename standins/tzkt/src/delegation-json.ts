import { timestampText } from "./chain-time.ts";
import { ABSENT, STATUSES, type DelegationTable } from "./delegation-table.ts";

/** The members of a delegation after `type`, in the order of the API's answers. */
const FIELDS = [
  "id",
  "level",
  "timestamp",
  "block",
  "hash",
  "counter",
  "initiator",
  "sender",
  "senderCodeHash",
  "nonce",
  "gasLimit",
  "gasUsed",
  "storageLimit",
  "bakerFee",
  "amount",
  "stakingUpdatesCount",
  "prevDelegate",
  "newDelegate",
  "status",
  "errors",
] as const;

/** One selectable member. */
export type Field = (typeof FIELDS)[number];

/** True for the name of a selectable member. */
export function isField(name: string): name is Field {
  return FIELDS.some((field) => field === name);
}

/** The JSON text of one member of one row, `null` when absent. */
export type FieldReader = (table: DelegationTable, row: number, field: Field) => string;

/** Reads members as the API would; faults put another reader in its place. */
export const readField: FieldReader = (table, row, field) => READERS[field](table, row);

/**
 * How rows are written: whole objects, objects of chosen members, arrays of chosen members, or one
 * bare member. An unknown name has the field undefined: it is null in arrays, left out of objects.
 */
export type Projection =
  | { readonly mode: "whole" }
  | { readonly mode: "objects" | "arrays"; readonly columns: readonly Column[] }
  | { readonly mode: "bare"; readonly field: Field | undefined };

/** A member as asked for. */
export type Column = { readonly name: string; readonly field: Field | undefined };

/** The rows of an answer. */
export type RowSelection = { readonly table: DelegationTable; readonly rows: ArrayLike<number> };

/** The JSON text of each row, to be joined by commas inside brackets. */
export function rowTexts(
  { table, rows }: RowSelection,
  projection: Projection,
  read: FieldReader = readField,
): string[] {
  const write = rowWriter(projection, (row, field) => read(table, row, field));
  return Array.from(rows, write);
}

type ReadMember = (row: number, field: Field) => string;

function rowWriter(projection: Projection, read: ReadMember): (row: number) => string {
  switch (projection.mode) {
    case "whole":
      return (row) => objectText('{"type":"delegation"', WHOLE, (field) => read(row, field));
    case "objects":
      return (row) => objectText("{", projection.columns, (field) => read(row, field));
    case "arrays":
      return (row) => arrayText(projection.columns, (field) => read(row, field));
    case "bare":
      return (row) => (projection.field === undefined ? "null" : read(row, projection.field));
    default:
      return projection satisfies never;
  }
}

const WHOLE: readonly Column[] = FIELDS.map((field) => ({ name: field, field }));

function objectText(
  start: string,
  columns: readonly Column[],
  read: (field: Field) => string,
): string {
  let text = start;
  for (const { name, field } of columns) {
    const value = field === undefined ? "null" : read(field);
    if (value === "null") continue;
    text += text === "{" ? `"${name}":${value}` : `,"${name}":${value}`;
  }
  return `${text}}`;
}

function arrayText(columns: readonly Column[], read: (field: Field) => string): string {
  let text = "[";
  for (const { field } of columns) {
    const value = field === undefined ? "null" : read(field);
    text += text === "[" ? value : `,${value}`;
  }
  return `${text}]`;
}

type RowReader = (table: DelegationTable, row: number) => string;

const READERS: Readonly<Record<Field, RowReader>> = {
  id: ({ columns }, row) => `${columns.id[row]}`,
  level: ({ columns }, row) => `${columns.level[row]}`,
  timestamp: ({ columns }, row) => `"${timestampText(columns.seconds[row] ?? 0)}"`,
  block: (table, row) => `"${table.blockHash(table.columns.level[row] ?? 0)}"`,
  hash: ({ columns, operations }, row) => `"${operations.hash(columns.operation[row] ?? 0)}"`,
  counter: ({ columns }, row) => `${columns.counter[row]}`,
  initiator: (table, row) => accountText(table, table.columns.initiator[row]),
  sender: (table, row) => accountText(table, table.columns.sender[row]),
  senderCodeHash: ({ columns }, row) => numberText(columns.senderCodeHash[row]),
  nonce: ({ columns }, row) => numberText(columns.nonce[row]),
  gasLimit: ({ columns }, row) => `${columns.gasLimit[row]}`,
  gasUsed: ({ columns }, row) => `${columns.gasUsed[row]}`,
  storageLimit: ({ columns }, row) => numberText(columns.storageLimit[row]),
  bakerFee: ({ columns }, row) => `${columns.bakerFee[row]}`,
  amount: ({ columns }, row) => `${columns.amount[row]}`,
  stakingUpdatesCount: ({ columns }, row) => numberText(columns.stakingUpdatesCount[row]),
  prevDelegate: (table, row) => accountText(table, table.columns.prevDelegate[row]),
  newDelegate: (table, row) => accountText(table, table.columns.newDelegate[row]),
  status: ({ columns }, row) => `"${STATUSES[columns.status[row] ?? 0]}"`,
  errors: ({ columns, errorTexts }, row) => errorTexts[columns.errors[row] ?? ABSENT] ?? "null",
};

function numberText(value: number | undefined): string {
  return value === undefined || value === ABSENT ? "null" : `${value}`;
}

function accountText({ accounts }: DelegationTable, index: number | undefined): string {
  if (index === undefined || index === ABSENT) return "null";
  const alias = accounts.alias(index);
  const name = alias === undefined ? "" : `"alias":${JSON.stringify(alias)},`;
  return `{${name}"address":"${accounts.address(index)}"}`;
}
