import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { allocate, InvalidWeights } from "./allocate.ts";
import { iso } from "./iso-4217.ts";
import { MINOR_MAX } from "./minor.ts";
import { type Money, money, negate } from "./money.ts";

const usd = (minor: bigint) => money(iso("USD"), minor);
const minorsOf = (parts: readonly Money[]) => parts.map(({ minor }) => minor);
const sumOf = (numbers: readonly bigint[]) => numbers.reduce((sum, each) => sum + each, 0n);

const wholes = fc.bigInt({ min: -MINOR_MAX, max: MINOR_MAX });
const weights = fc
  .array(fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: 10n ** 38n })), {
    minLength: 1,
    maxLength: 8,
  })
  .filter((each) => sumOf(each) > 0n);

describe("an amount that is split", () => {
  it.each<readonly [string, bigint, readonly bigint[], readonly bigint[]]>([
    ["evenly", 100n, [1n, 1n], [50n, 50n]],
    ["with a cent that is left", 100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    ["with two that are left", 101n, [1n, 1n, 1n], [34n, 34n, 33n]],
    ["to whom lost most", 100n, [50n, 1n, 50n], [50n, 1n, 49n]],
    ["to whom lost most, not to the first", 10n, [1n, 2n, 3n], [2n, 3n, 5n]],
    ["to the last, who lost most", 10n, [3n, 3n, 5n], [3n, 3n, 4n]],
    ["to the earlier of equals", 1n, [1n, 1n, 1n, 1n], [1n, 0n, 0n, 0n]],
    ["to the earlier of equals in the middle", 5n, [4n, 3n, 3n], [2n, 2n, 1n]],
    ["with nothing for a weight of nothing", 1n, [0n, 1n, 1n, 0n], [0n, 1n, 0n, 0n]],
    ["to one", 7n, [3n], [7n]],
    ["that is nothing", 0n, [1n, 2n], [0n, 0n]],
    ["that is owed", -100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
  ])("%s", (_how, whole, weights, parts) => {
    expect(allocate(usd(whole), weights)).toEqual(parts.map(usd));
  });

  it("is all there afterwards", () => {
    fc.assert(
      fc.property(wholes, weights, (whole, given) => {
        expect(sumOf(minorsOf(allocate(usd(whole), given)))).toBe(whole);
      }),
    );
  });

  it("gives each its share, rounded down or up", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MINOR_MAX }), weights, (whole, given) => {
        const total = sumOf(given);
        return minorsOf(allocate(usd(whole), given)).every((minor, at) => {
          const distance = minor * total - whole * (given[at] ?? 0n);
          return distance > -total && distance < total;
        });
      }),
    );
  });

  it("never gives a unit to one who lost less than one who got none, nor to the later of equals", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1000n }), weights, (whole, given) => {
        const total = sumOf(given);
        const parts = minorsOf(allocate(usd(whole), given)).map((minor, at) => {
          const exact = whole * (given[at] ?? 0n);
          return { at, rest: exact % total, isLucky: minor > exact / total };
        });
        const others = parts.filter(({ isLucky }) => !isLucky);
        return parts.every(
          ({ at, rest, isLucky }) =>
            !isLucky ||
            others.every((other) => rest > other.rest || (rest === other.rest && at < other.at)),
        );
      }),
    );
  });

  it("is split alike when it is owed", () => {
    fc.assert(
      fc.property(wholes, weights, (whole, given) => {
        const mirrored = allocate(usd(-whole), given).map((part) => negate(part));
        expect(mirrored).toEqual(allocate(usd(whole), given));
      }),
    );
  });

  it.each<readonly [string, readonly bigint[]]>([
    ["none", []],
    ["nothing", [0n, 0n]],
    ["less than nothing", [2n, -1n]],
    ["nothing in all", [1n, -1n]],
    ["a negative all", [-1n, -1n]],
  ])("has weights that say something, not %s", (_what, given) => {
    for (const whole of [5n, -5n, 0n]) {
      const split = () => allocate(usd(whole), given);
      expect(split).toThrow(InvalidWeights);
      expect(split).toThrow(
        expect.objectContaining({
          name: "InvalidWeights",
          code: "invalid_weights",
          message: "weights are at least 0, and one of them is more",
        }),
      );
    }
  });
});
