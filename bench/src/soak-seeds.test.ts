import { describe, expect, it } from "vitest";

import type { Soak } from "./contract.ts";
import { SoakFailure } from "./soak-failure.ts";
import { progressLine, soakSeeds } from "./soak-seeds.ts";

function search(
  run: Soak["run"],
  settings: { readonly count: number; readonly parallel?: number },
) {
  const lines: string[] = [];
  const stopping = new AbortController();
  const soak = { title: "a soak", parallel: settings.parallel ?? 1, run };
  const what = { name: "money", soak, first: 5, count: settings.count, isReplay: false };
  const around = {
    write: (line: string) => lines.push(line),
    nowMs: () => 0,
    signal: stopping.signal,
  };
  return { lines, stopping, what, around };
}

describe("soakSeeds", () => {
  it("runs every seed once, starting from the first", async () => {
    const seeds: number[] = [];
    const { what, around } = search(async (seed) => void seeds.push(seed), {
      count: 4,
      parallel: 3,
    });
    expect(await soakSeeds(what, around)).toEqual({ run: 4, failed: 0 });
    expect(seeds).toEqual([5, 6, 7, 8]);
  });

  it("tells a failing seed with its notes and the line that replays it", async () => {
    const { what, around, lines } = search(
      async (seed, report) => {
        report.note(`seed ${seed} sends 10`);
        if (seed === 6) throw new SoakFailure("1 is lost");
      },
      { count: 3 },
    );
    expect(await soakSeeds(what, around)).toEqual({ run: 3, failed: 1 });
    expect(lines).toEqual([
      "seed 6 failed: 1 is lost",
      "  seed 6 sends 10",
      "  replay: npm run soak -- money --seed 6",
    ]);
  });

  it("counts a seed that breaks for another reason as failed too, with its stack", async () => {
    const { what, around, lines } = search(() => Promise.reject(new TypeError("odd")), {
      count: 1,
    });
    expect(await soakSeeds(what, around)).toEqual({ run: 1, failed: 1 });
    expect(lines[0]).toMatch(/^seed 5 failed: TypeError: odd\n +at /);
  });

  it("tells the story as it goes when one seed is replayed", async () => {
    const { what, around, lines } = search(async (_seed, report) => report.note("sends 10"), {
      count: 1,
    });
    await soakSeeds({ ...what, isReplay: true }, around);
    expect(lines).toEqual(["  sends 10"]);
  });

  it("starts no further seed once it is told to stop", async () => {
    const { what, around, stopping } = search(
      async () => {
        await Promise.resolve();
        stopping.abort();
      },
      { count: 9, parallel: 2 },
    );
    expect(await soakSeeds(what, around)).toEqual({ run: 2, failed: 0 });
  });

  it("keeps no more than the last notes of a seed", async () => {
    const { what, around, lines } = search(
      async (_seed, report) => {
        for (let at = 1; at <= 1000; at += 1) report.note(`step ${at}`);
        throw new SoakFailure("late");
      },
      { count: 1 },
    );
    await soakSeeds(what, around);
    expect(lines).toHaveLength(202);
    expect(lines.at(-2)).toBe("  step 1000");
  });
});

describe("progressLine", () => {
  it("tells the rate and how long the rest takes at it", () => {
    expect(progressLine({ run: 20, failed: 1, count: 50, elapsedMs: 4000 })).toBe(
      "… 20 of 50 seeds, 1 failed, 5.0 seeds/s, 6 s to go",
    );
  });
});
