import { describe, expect, it } from "vitest";

import { operationsBefore } from "./operation-counter.ts";
import { cycleAt, protocolAfter, protocolAt } from "./protocols.ts";

describe("protocols", () => {
  it.each([
    [1, 1],
    [655_360, 4],
    [655_361, 5],
    [9_600_000, 22],
  ])("level %i is under number %i", (level, code) => {
    expect(protocolAt(level).code).toBe(code);
  });

  it("follow one another up to the last", () => {
    expect(protocolAfter(protocolAt(1))?.code).toBe(2);
    expect(protocolAfter(protocolAt(9_600_000))).toBeUndefined();
  });

  it("do not reach below the first block", () => {
    expect(() => protocolAt(0)).toThrow(RangeError);
  });

  // Granada began with cycle 388, Mumbai with 593, Paris with 743, Quebec with 823.
  it.each([
    [1_589_248, 388],
    [3_268_609, 593],
    [5_726_209, 743],
    [7_692_289, 823],
  ])("the cycle at level %i is %i", (level, cycle) => {
    expect(cycleAt(level)).toBe(cycle);
    expect(cycleAt(level + 1)).toBe(cycle);
  });
});

describe("the counter of operations", () => {
  it.each([
    [109, 1048],
    [359, 3363],
    [3_414_723, 512_794_716],
  ])("at level %i is the recorded one", (level, counter) => {
    expect(operationsBefore(level)).toBe(counter);
  });

  it("never decreases", () => {
    for (let level = 1; level < 12_000_000; level += 9973) {
      expect(operationsBefore(level + 1)).toBeGreaterThan(operationsBefore(level));
    }
  });
});
