import type { AccountFilter } from "./account-filter.ts";
import type { ChainView } from "./chain.ts";
import { meets, type Comparison } from "./comparison.ts";
import type { DelegationFilter } from "./delegation-query.ts";
import { ABSENT, type DelegationTable } from "./delegation-table.ts";
import { lowerBound } from "./lower-bound.ts";

/** The rows in [start, end) that pass every test. */
export type CandidateRows = {
  readonly start: number;
  readonly end: number;
  readonly tests: readonly RowTest[];
};

type RowTest = (row: number) => boolean;

/**
 * The visible rows a filter leaves. Ranges of id, level and time are found by halving, so that a
 * page costs what its rows cost; every other condition is a test of each row.
 */
export function candidateRows(view: ChainView, filter: DelegationFilter): CandidateRows {
  const { columns, rows } = view.table;
  const narrowing = new Narrowing(view.isOrdered ? view.rows : rows);
  narrowing.apply(columns.id, filter.id, true);
  narrowing.apply(columns.level, filter.level, view.isOrdered);
  narrowing.apply(columns.seconds, filter.seconds, view.isOrdered);
  narrowing.apply(columns.level, [{ mode: "le", value: view.level }], view.isOrdered);
  for (const name of ["gasUsed", "bakerFee", "senderCodeHash", "status"] as const) {
    narrowing.apply(columns[name], filter[name], false);
  }
  const tests = filter.accounts.map((accountFilter) => accountTest(view.table, accountFilter));
  return { start: narrowing.start, end: narrowing.end, tests: [...narrowing.tests, ...tests] };
}

/** The candidates that pass, in stored order. */
export function matchingRows({ start, end, tests }: CandidateRows): number[] {
  const rows: number[] = [];
  for (let row = start; row < end; row += 1) {
    if (tests.every((test) => test(row))) rows.push(row);
  }
  return rows;
}

/** How many visible rows a filter leaves. */
export function countRows(view: ChainView, filter: DelegationFilter): number {
  const candidates = candidateRows(view, filter);
  if (candidates.tests.length > 0) return matchingRows(candidates).length;
  return Math.max(candidates.end - candidates.start, 0);
}

type Column = Float64Array | Int32Array | Uint32Array | Uint8Array;

class Narrowing {
  readonly tests: RowTest[] = [];
  readonly #rows: number;
  start = 0;
  end: number;

  constructor(rows: number) {
    this.#rows = rows;
    this.end = rows;
  }

  apply(column: Column, comparisons: readonly Comparison[], ascends: boolean): void {
    for (const comparison of comparisons) {
      if (!ascends || !this.#narrow(column, comparison))
        this.tests.push(numberTest(column, comparison));
    }
  }

  /** False when the condition is not a range. */
  #narrow(column: Column, comparison: Comparison): boolean {
    if (comparison.mode === "ne" || "values" in comparison) return false;
    const { mode, value } = comparison;
    // Columns hold whole numbers, so "above value" starts at the next whole one.
    const from = lowerBound(column, value, this.#rows);
    const above = lowerBound(column, Math.floor(value) + 1, this.#rows);
    if (mode === "eq" || mode === "ge") this.start = Math.max(this.start, from);
    if (mode === "gt") this.start = Math.max(this.start, above);
    if (mode === "eq" || mode === "le") this.end = Math.min(this.end, above);
    if (mode === "lt") this.end = Math.min(this.end, from);
    return true;
  }
}

/** As in SQL, an absent value meets no condition, not even `ne`. */
function numberTest(column: Column, comparison: Comparison): RowTest {
  return (row) => {
    const value = column[row] ?? ABSENT;
    return value !== ABSENT && meets(value, comparison);
  };
}

/** No account has it: an address nobody uses matches no row. */
const NOBODY = -1;

function accountTest(table: DelegationTable, filter: AccountFilter): RowTest {
  const column = table.columns[filter.field];
  const indexOf = (text: string | null): number =>
    text === null ? ABSENT : (table.accounts.find(text) ?? NOBODY);
  switch (filter.mode) {
    case "eq":
    case "ne": {
      const index = indexOf(filter.address);
      return (row) => (column[row] === index) === (filter.mode === "eq");
    }
    case "in":
    case "ni": {
      const indexes = new Set(filter.addresses.map(indexOf));
      return (row) => indexes.has(column[row] ?? ABSENT) === (filter.mode === "in");
    }
    case "eqx":
    case "nex":
      return comparedTest(column, table.columns[filter.other], filter.mode === "eqx");
    case "null":
      return (row) => (column[row] === ABSENT) === filter.isNull;
    default:
      return filter satisfies never;
  }
}

/** Comparing two columns finds nothing where either is absent, whatever the mode. */
function comparedTest(column: Int32Array, other: Int32Array, isEqual: boolean): RowTest {
  return (row) => {
    const isPresent = column[row] !== ABSENT && other[row] !== ABSENT;
    return isPresent && (column[row] === other[row]) === isEqual;
  };
}
