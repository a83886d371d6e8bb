import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { AddressIndex } from "./address-index.ts";

describe("the address index", () => {
  it("counts from 0", () => {
    const index = new AddressIndex();
    expect([index.add("a"), index.add("b"), index.size]).toEqual([0, 1, 2]);
    expect([index.find("a"), index.find("b"), index.find("c")]).toEqual([0, 1, undefined]);
    expect([index.at(1), index.at(2)]).toEqual(["b", undefined]);
  });

  it("tells apart what it cannot tell apart by hash", () => {
    const index = new AddressIndex();
    const alike = ["tz1...same-part", "tz2...same-part", "KT1...same-part"];
    expect(alike.map((address) => index.add(address))).toEqual([0, 1, 2]);
    expect(alike.map((address) => index.find(address))).toEqual([0, 1, 2]);
  });

  it("answers as a Map does, also after it has grown", () => {
    // Enough to grow; the drawn ones among them hash alike now and then, being short.
    const many = Array.from({ length: 600 }, (_, number) => `tz1-of-number-${number}`);
    const drawn = fc.uniqueArray(fc.string({ maxLength: 20 }), { maxLength: 30 });
    fc.assert(
      fc.property(drawn, (texts) => {
        const addresses = [...new Set([...texts, ...many])];
        const index = new AddressIndex();
        for (const address of addresses) index.add(address);
        expect(addresses.map((address) => index.find(address))).toEqual(
          addresses.map((_, number) => number),
        );
        expect(index.find("not among them: too long")).toBeUndefined();
      }),
      { numRuns: 10 },
    );
  });
});
