import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { rowsByYear } from "../test/rows-by-year.ts";
import { standingChain } from "./chain.ts";
import { generateDelegations } from "./generate-delegations.ts";
import { answerTo } from "./routes.ts";
import { HONEST } from "./shaping.ts";
import { yearlyCounts } from "./yearly-counts.ts";

describe("a synthetic chain of any size", () => {
  it.each([0, 1, 2, 7, 100, 1234])("has exactly %i rows", (rows) => {
    const table = generateDelegations(1, rows);
    expect(table.columns.id).toHaveLength(rows);
    const counts = yearlyCounts(rows).filter(({ rows }) => rows > 0);
    expect(rowsByYear(table.columns)).toEqual(
      Object.fromEntries(counts.map(({ year, rows }) => [year, rows])),
    );
  });

  it.each([-1, 1.5, 1_500_001, Number.NaN])("is refused for %d rows", (rows) => {
    expect(() => generateDelegations(1, rows)).toThrow(RangeError);
  });

  it("is the same to the byte for the same seed", () => {
    const page = (query: string): string => {
      const chain = standingChain(generateDelegations(42, 2000));
      const target = new URL(`http://standin.invalid/v1/operations/delegations?limit=100&${query}`);
      return createHash("sha256")
        .update(answerTo(chain, target, HONEST).body)
        .digest("hex");
    };
    expect(page("sort=id")).toBe(
      "588729e5f12d68d21eefa77d816a133947218dd2e30f0bd5c6ae980525c3e0bd",
    );
    expect(page("sort.desc=id")).toBe(
      "26292397cf2153c33c6ae0995acbfae0c0823f2b189687bac84ca81e585886cb",
    );
  });

  it("is another one for another seed", () => {
    expect(generateDelegations(1, 50).columns.id).not.toEqual(
      generateDelegations(2, 50).columns.id,
    );
  });
});
