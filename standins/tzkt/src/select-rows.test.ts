import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { countRows } from "./candidate-rows.ts";
import { standingChain } from "./chain.ts";
import { readCountFilter, readDelegationQuery, type DelegationQuery } from "./delegation-query.ts";
import { ABSENT } from "./delegation-table.ts";
import { generateDelegations } from "./generate-delegations.ts";
import { selectRows } from "./select-rows.ts";

const table = generateDelegations(5, 400);
const { columns } = table;
const view = standingChain(table).view();
const allRows = [...columns.id.keys()];

function queryOf(text: string): DelegationQuery {
  const read = readDelegationQuery(new URLSearchParams(text));
  if ("mistakes" in read) throw new TypeError(`not a query: ${text}`);
  return read.value;
}

function rowsOf(text: string): readonly number[] {
  return selectRows(view, queryOf(`${text}&limit=10000`));
}

const MODES = {
  eq: (actual: number, value: number) => actual === value,
  ne: (actual: number, value: number) => actual !== value,
  gt: (actual: number, value: number) => actual > value,
  ge: (actual: number, value: number) => actual >= value,
  lt: (actual: number, value: number) => actual < value,
  le: (actual: number, value: number) => actual <= value,
  in: (actual: number, value: number) => actual === value,
  ni: (actual: number, value: number) => actual !== value,
};
const modes = fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le", "in", "ni" as const);
const rows = fc.nat(table.rows - 1);

describe("the rows of a query", () => {
  it("are those a look at every row would find", () => {
    const condition = fc.record({
      name: fc.constantFrom("id", "level" as const),
      mode: modes,
      row: rows,
      nudge: fc.integer({ min: -1, max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 3 }), (conditions) => {
        const text = conditions.map(
          ({ name, mode, row, nudge }) => `${name}.${mode}=${(columns[name][row] ?? 0) + nudge}`,
        );
        // A repeated parameter counts once, with its first value.
        const counted = conditions.filter(
          ({ name, mode }, index) =>
            conditions.findIndex((other) => other.name === name && other.mode === mode) === index,
        );
        const expected = allRows.filter((row) =>
          counted.every((one) => {
            const value = (columns[one.name][one.row] ?? 0) + one.nudge;
            return MODES[one.mode](columns[one.name][row] ?? 0, value);
          }),
        );
        expect(rowsOf(text.join("&"))).toEqual(expected);
      }),
    );
  });

  it("by time are those by the level of that time", () => {
    fc.assert(
      fc.property(rows, modes, (row, mode) => {
        const time = new Date((columns.seconds[row] ?? 0) * 1000).toISOString();
        const byTime = rowsOf(`timestamp.${mode}=${time}`);
        expect(byTime).toEqual(rowsOf(`level.${mode}=${columns.level[row]}`));
      }),
    );
  });

  it("between two blocks by time match no exact time", () => {
    const time = new Date((columns.seconds[0] ?? 0) * 1000 + 500).toISOString();
    expect(rowsOf(`timestamp=${time}`)).toEqual([]);
    expect(rowsOf(`timestamp.lt=${time}`)).toContain(0);
    expect(rowsOf(`timestamp.gt=${time}`)).not.toContain(0);
  });

  it("page by page are the whole, forwards and backwards, by offset and by cursor", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), fc.boolean(), (limit, isDescending) => {
        const sort = isDescending ? "sort.desc=id" : "sort=id";
        const whole = rowsOf(sort);
        const paged: number[] = [];
        const cursored: number[] = [];
        for (let page = 0; page * limit < whole.length; page += 1) {
          const cursor = cursored.at(-1);
          const from = cursor === undefined ? "" : `&offset.cr=${columns.id[cursor]}`;
          paged.push(...selectRows(view, queryOf(`${sort}&limit=${limit}&offset.pg=${page}`)));
          cursored.push(...selectRows(view, queryOf(`${sort}&limit=${limit}${from}`)));
        }
        expect(paged).toEqual(whole);
        expect(cursored).toEqual(whole);
      }),
    );
  });

  it("skip what passes the filter, not what is stored", () => {
    const failed = rowsOf("status.ne=applied");
    expect(failed.length).toBeGreaterThan(3);
    const skipped = selectRows(view, queryOf("status.ne=applied&offset=2&limit=10000"));
    expect(skipped).toEqual(failed.slice(2));
  });

  it.each(["gasUsed", "bakerFee"] as const)("sorted by %s follow it, then the id", (name) => {
    const ordered = allRows.toSorted(
      (one, other) => (columns[name][one] ?? 0) - (columns[name][other] ?? 0) || one - other,
    );
    expect(rowsOf(`sort=${name}`)).toEqual(ordered);
    expect(rowsOf(`sort.desc=${name}`)).toEqual(ordered.toReversed());
    const cursor = columns[name][ordered[200] ?? 0] ?? 0;
    const beyond = ordered.filter((row) => (columns[name][row] ?? 0) > cursor);
    expect(rowsOf(`sort=${name}&offset.cr=${cursor}`)).toEqual(beyond);
  });

  it("above the head are not there", () => {
    const head = columns.level[100] ?? 0;
    const early = standingChain(table, head).view();
    const shown = selectRows(early, queryOf("limit=10000"));
    expect(shown).toEqual(allRows.filter((row) => (columns.level[row] ?? 0) <= head));
    expect(early.rows).toBe(shown.length);
  });
});

describe("conditions on accounts", () => {
  const address = (index: number): string => table.accounts.address(index);
  const undelegated = allRows.filter((row) => columns.newDelegate[row] === ABSENT);
  const known = columns.sender[0] ?? 0;
  const where = (column: Int32Array, matches: (value: number) => boolean): number[] =>
    allRows.filter((row) => matches(column[row] ?? ABSENT));

  it("find exactly the rows of an account", () => {
    const expected = where(columns.sender, (sender) => sender === known);
    expect(rowsOf(`sender=${address(known)}`)).toEqual(expected);
    expect(rowsOf(`sender.eq=${address(known)}`)).toEqual(expected);
    expect(rowsOf(`sender.ne=${address(known)}`)).toHaveLength(table.rows - expected.length);
  });

  it("find nothing for an address that is well formed but unknown, or mistyped", () => {
    expect(rowsOf("sender=tz1Ke2h7sDdakHJQh8WX4Z372du1KChsksyU")).toEqual([]);
    expect(rowsOf("sender=tz1Ke2h7sDdakHJQh8WX4Z372du1KChsksyV")).toEqual([]);
    expect(rowsOf("sender.ne=tz1Ke2h7sDdakHJQh8WX4Z372du1KChsksyU")).toHaveLength(table.rows);
  });

  it("count an absent account as different, and know it by the word null", () => {
    const baker = columns.newDelegate[1] ?? 0;
    expect(undelegated.length).toBeGreaterThan(0);
    expect(rowsOf(`newDelegate.ne=${address(baker)}`)).toEqual(
      where(columns.newDelegate, (value) => value !== baker),
    );
    expect(rowsOf("newDelegate.null=true")).toEqual(undelegated);
    expect(rowsOf("newDelegate.in=null")).toEqual(undelegated);
    expect(rowsOf(`newDelegate.in=null,${address(baker)}`)).toEqual(
      where(columns.newDelegate, (value) => value === ABSENT || value === baker),
    );
    expect(rowsOf("newDelegate.ni=null")).toEqual(rowsOf("newDelegate.null=false"));
  });

  it("compare one with another, where both are there", () => {
    const registered = allRows.filter((row) => columns.sender[row] === columns.newDelegate[row]);
    expect(rowsOf("sender.eqx=newDelegate")).toEqual(registered);
    expect(rowsOf("newDelegate.nex=sender")).toEqual(
      allRows.filter((row) => !registered.includes(row) && !undelegated.includes(row)),
    );
  });
});

describe("the number of rows", () => {
  it("equals that of the rows themselves", () => {
    fc.assert(
      fc.property(rows, rows, (from, to) => {
        const text = `level.gt=${columns.level[from]}&level.le=${columns.level[to]}`;
        const read = readCountFilter(new URLSearchParams(text));
        expect("value" in read && countRows(view, read.value)).toBe(rowsOf(text).length);
      }),
    );
  });
});
