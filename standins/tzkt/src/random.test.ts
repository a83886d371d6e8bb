import { describe, expect, it } from "vitest";

import { randomFrom } from "./random.ts";

describe("random numbers", () => {
  it("are the same for the same seed, on every machine", () => {
    const random = randomFrom(42);
    expect([random.next(), random.next(), random.next()]).toEqual([
      2837322924, 544945897, 479756282,
    ]);
  });

  it("differ for another seed", () => {
    expect(randomFrom(42).next()).not.toBe(randomFrom(43).next());
  });

  it("spread evenly over their range", () => {
    const random = randomFrom(7);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const value = random.below(10);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it("are fractions below one", () => {
    const random = randomFrom(1);
    for (let draw = 0; draw < 1000; draw += 1) {
      const fraction = random.fraction();
      expect(fraction).toBeGreaterThanOrEqual(0);
      expect(fraction).toBeLessThan(1);
    }
  });
});
