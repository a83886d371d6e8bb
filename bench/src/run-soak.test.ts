import { describe, expect, it } from "vitest";

import { runSoak } from "./run-soak.ts";
import { SoakFailure } from "./soak-failure.ts";

function stage() {
  const lines: string[] = [];
  const seeds: number[] = [];
  const stopping = new AbortController();
  const soak = {
    title: "crashes",
    parallel: 2,
    run: async (seed: number) => {
      seeds.push(seed);
      if (seed === 13) throw new SoakFailure("a row is lost");
    },
  };
  const soaks = { names: async () => ["money"], load: async () => soak };
  const write = (line: string) => lines.push(line);
  return {
    lines,
    seeds,
    stopping,
    around: { soaks, write, nowMs: () => 0, signal: stopping.signal },
  };
}

describe("runSoak", () => {
  it("runs as many seeds as it is told, from 1 on", async () => {
    const { lines, seeds, around } = stage();
    expect(await runSoak(["money", "--seeds", "5"], around)).toBe(0);
    expect(seeds).toEqual([1, 2, 3, 4, 5]);
    expect(lines).toEqual(["crashes", "5 seeds, 0 failed"]);
  });

  it("fails with the seeds that failed", async () => {
    const { lines, seeds, around } = stage();
    expect(await runSoak(["money", "--seeds=3", "--from", "12"], around)).toBe(1);
    expect(seeds).toEqual([12, 13, 14]);
    expect(lines).toContain("  replay: npm run soak -- money --seed 13");
    expect(lines.at(-1)).toBe("3 seeds, 1 failed");
  });

  it("replays one seed, and seed 0 is one", async () => {
    const { seeds, around } = stage();
    expect(await runSoak(["money", "--seed", "0"], around)).toBe(0);
    expect(seeds).toEqual([0]);
  });

  it("does not pass when it was ended early", async () => {
    const { lines, stopping, around } = stage();
    stopping.abort();
    expect(await runSoak(["money", "--seeds=3"], around)).toBe(1);
    expect(lines.at(-1)).toBe("0 seeds, 0 failed");
  });

  it("lists names and titles", async () => {
    const { lines, around } = stage();
    expect(await runSoak(["-h"], around)).toBe(0);
    expect(lines.at(-1)).toBe("  money  crashes");
  });

  it.each([
    [["money"], "say how many"],
    [["money", "--seeds", "0"], "--seeds takes a whole number of 1 or more"],
    [["money", "--seed", "1", "--from", "2"], "--seed replays one seed"],
    [["money", "--seed=1", "--quick"], "there is no option --quick here"],
    [["--seeds", "1"], "give one name"],
    [["rain", "--seeds", "1"], 'there is no "rain"; there is money'],
  ])("refuses %j", async (words, message) => {
    await expect(runSoak(words, stage().around)).rejects.toThrow(message);
  });
});
