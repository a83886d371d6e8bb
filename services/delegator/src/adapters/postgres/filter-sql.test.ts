import { describe, expect, it } from "vitest";

import { type DelegationFilter } from "../../domain/delegation-filter.ts";
import { filterSql, literal } from "./filter-sql.ts";

const ANN = "tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL";
const AID = `(select aid from s.address where addr = '${ANN}')`;
const FINAL = 77;

function sqlOf(filter: DelegationFilter): string {
  return filterSql(filter, FINAL, { schema: "s", bind: literal });
}

describe("the filter in SQL", () => {
  it.each<[DelegationFilter, string]>([
    [{}, "true"],
    [{ delegator: ANN }, `d.sender = ${AID}`],
    [{ baker: { address: ANN, role: "new" } }, `(d.new_baker = ${AID})`],
    [{ baker: { address: ANN, role: "prev" } }, `(d.prev_baker = ${AID})`],
    [{ baker: { address: ANN, role: "any" } }, `(d.new_baker = ${AID} or d.prev_baker = ${AID})`],
    [{ status: "applied" }, "d.status = 0"],
    [{ status: "skipped" }, "d.status = 3"],
    [{ kind: "register" }, "d.kind = 0"],
    [{ kind: "refresh" }, "d.kind = 4"],
    [{ timeFrom: 5 }, "d.g > (select s.rows_before(to_timestamp(5)))"],
    [{ timeTo: 6 }, "d.g <= (select s.rows_before(to_timestamp(6)))"],
    [{ levelFrom: 5, levelTo: 9 }, "d.level >= 5 and d.level <= 9"],
    [{ amountMin: 0, amountMax: 9 }, "d.amount >= 0 and d.amount <= 9"],
    [{ isFinal: true }, "d.level <= 77"],
    [{ delegator: ANN, isFinal: true }, `d.sender = ${AID} and d.level <= 77`],
  ])("of %o says so", (filter, sql) => {
    expect(sqlOf(filter)).toBe(sql);
  });

  it("can have placeholders instead of literals", () => {
    const values: (number | string)[] = [];
    const bind = (value: number | string) => `$${values.push(value)}`;
    const sql = filterSql({ delegator: ANN, amountMin: 1 }, FINAL, { schema: "s", bind });
    expect({ sql, values }).toEqual({
      sql: "d.sender = (select aid from s.address where addr = $1) and d.amount >= $2",
      values: [ANN, 1],
    });
  });

  it.each(["", "'", "a'b", "a b", "a\\", "ä", "a;", "\n", Number.NaN, 1.5, Infinity, 2 ** 53])(
    "never writes %j as a literal",
    (value) => {
      expect(() => literal(value)).toThrow(TypeError);
    },
  );
});
