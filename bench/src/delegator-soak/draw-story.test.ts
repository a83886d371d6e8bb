import { describe, expect, it } from "vitest";

import { drawStory } from "./draw-story.ts";

const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);

describe("drawStory", () => {
  it("tells the same story for the same seed", () => {
    expect(drawStory(7)).toEqual(drawStory(7));
    expect(drawStory(7)).not.toEqual(drawStory(8));
  });

  it("ends with an instance that nobody kills, on the whole chain", () => {
    for (const seed of SEEDS) {
      const last = drawStory(seed).lives.at(-1);
      expect(last?.deaths).toContain(undefined);
      expect(last?.grown).toBe(1000);
    }
  });

  it("kills every instance of the lives before", () => {
    const before = SEEDS.flatMap((seed) => drawStory(seed).lives.slice(0, -1));
    expect(before.length).toBeGreaterThan(SEEDS.length);
    expect(before.flatMap(({ deaths }) => deaths)).not.toContain(undefined);
  });

  it("lets the chain grow from life to life", () => {
    for (const seed of SEEDS) {
      const grown = drawStory(seed).lives.map((life) => life.grown);
      expect(grown).toEqual(grown.toSorted((one, other) => one - other));
    }
  });

  it("plans no fault that cannot be told from the truth", () => {
    const kinds = SEEDS.flatMap((seed) => drawStory(seed).lives)
      .flatMap(({ faults }) => faults.faults)
      .map(({ kind }) => kind);
    expect(new Set(kinds).size).toBeGreaterThan(20);
    expect(kinds).not.toContain("wrong_timestamp");
  });
});
