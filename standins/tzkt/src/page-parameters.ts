import { isField, type Column, type Projection } from "./delegation-json.ts";
import type { QueryParameters, ValueKind } from "./query-parameters.ts";
import { int32, int64 } from "./value-kinds.ts";

/** Which part of the matching rows is wanted, in which order and how written. */
export type PageParameters = {
  readonly projection: Projection;
  readonly sort: Sort;
  /** Only rows beyond this value of the column sorted by. */
  readonly cursor: number | undefined;
  /** Rows to leave out at the start. */
  readonly skip: number;
  readonly limit: number;
};

/** The order of the rows; equal ones follow their ids in the same direction. */
type Sort = { readonly column: SortColumn; readonly isDescending: boolean };

const SORT_COLUMNS = ["id", "level", "gasUsed", "bakerFee"] as const;
type SortColumn = (typeof SORT_COLUMNS)[number];

const LIMIT_MAX = 10_000;
const LIMIT_DEFAULT = 100;

/** Reads select, offset, limit and sort. */
export function readPageParameters(parameters: QueryParameters): PageParameters {
  const projection = readProjection(parameters);
  const limit = readLimit(parameters);
  const skip = readSkip(parameters, limit);
  const cursor = parameters.one("offset.cr", int64);
  // The framework checks every value before the API looks at the field to sort by.
  const sort = readSort(parameters);
  return { projection, sort, cursor, skip, limit: selectsNothing(projection) ? 0 : limit };
}

function readProjection(parameters: QueryParameters): Projection {
  const plain = parameters.parts("select");
  const fields = plain ?? parameters.parts("select.fields");
  const values = parameters.parts("select.values");
  const names = values ?? fields;
  if (names === undefined) return { mode: "whole" };
  const columns = names.map(columnNamed);
  if (columns.length === 1) return { mode: "bare", field: columns[0]?.field };
  return { mode: values === undefined ? "objects" : "arrays", columns };
}

function columnNamed(name: string): Column {
  return { name, field: isField(name) ? name : undefined };
}

/** When no name asked for is known, the API answers an empty array. */
function selectsNothing(projection: Projection): boolean {
  if (projection.mode === "whole") return false;
  if (projection.mode === "bare") return projection.field === undefined;
  return projection.columns.every(({ field }) => field === undefined);
}

const limitKind: ValueKind<number> = {
  parse: (text) => int32.parse(text),
  invalid: "The value is not valid for limit.",
  invalidInList: "The value is not valid for limit.",
};

function readLimit(parameters: QueryParameters): number {
  const limit = parameters.one("limit", limitKind) ?? LIMIT_DEFAULT;
  if (limit >= 0 && limit <= LIMIT_MAX) return limit;
  parameters.refuse("limit", `The field limit must be between 0 and ${LIMIT_MAX}.`);
  return LIMIT_DEFAULT;
}

function readSkip(parameters: QueryParameters, limit: number): number {
  const plain = notNegative("offset", parameters);
  const elements = plain ?? notNegative("offset.el", parameters);
  const pages = notNegative("offset.pg", parameters);
  return elements ?? (pages ?? 0) * limit;
}

function notNegative(name: string, parameters: QueryParameters): number | undefined {
  const value = parameters.one(name, int32);
  if (value === undefined || value >= 0) return value;
  parameters.refuse(name, "The value must be greater than or equal to 0.");
  return undefined;
}

function readSort(parameters: QueryParameters): Sort {
  const ascending = parameters.text("sort") ?? parameters.text("sort.asc");
  const name = ascending ?? parameters.text("sort.desc") ?? "id";
  const column = SORT_COLUMNS.find((known) => known === name);
  if (column === undefined && parameters.mistakes.size === 0) {
    parameters.refuse("sort", "Sorting by the specified field is not allowed.");
  }
  const isDescending = ascending === undefined && parameters.text("sort.desc") !== undefined;
  return { column: column ?? "id", isDescending };
}
