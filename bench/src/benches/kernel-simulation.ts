import { wholeNumber } from "../command-line.ts";
import type { Bench } from "../contract.ts";
import { bareLoop } from "../kernel-simulation/bare-loop.ts";
import { simulate } from "../kernel-simulation/simulation.ts";
import { WrongLog } from "../kernel/wrong-log.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { medianRatio, pairedRuns } from "../paired-runs.ts";
import { undecided } from "../undecided.ts";

const OPERATIONS = 1_000;
const MS_A_SECOND = 1_000;
/** The sheet's row A16. */
const RATIO_MIN = 0.1;

export const bench: Bench = {
  title:
    "kernel-simulation: simulated seeds of 1,000 operations, against a bare loop without a kernel",
  options: {
    seeds: "seeds of each round; 100, 10 with --quick",
    rounds: "rounds; 7, 2 with --quick",
  },
  async run(report, { quick, rest }) {
    const seeds = wholeNumber("seeds", rest["seeds"] ?? (quick ? "10" : "100"), 1);
    const rounds = wholeNumber("rounds", rest["rounds"] ?? (quick ? "2" : "7"), 1);
    report.note(loadNote());
    report.progress("one round to warm up");
    await simulateAll(seeds);
    const pairs = await pairedRuns(rounds, {
      ours: () => timed(() => simulateAll(seeds)),
      theirs: () =>
        timed(async () => {
          for (let seed = 1; seed <= seeds; seed += 1) bareLoop(seed, OPERATIONS);
        }),
    });
    report.note(loadNote());
    const ratio = 1 / medianRatio(pairs);
    const perSecond = (seeds * MS_A_SECOND) / Math.min(...pairs.map(({ ours }) => ours));
    const list = [must("A16 simulated seeds to bare loops", ratio, ">=", RATIO_MIN)];
    return { figures: { ratio, perSecond }, musts: quick ? list.map(undecided) : list };
  },
};

async function simulateAll(seeds: number): Promise<void> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { found } = await simulate(seed, OPERATIONS);
    if (found.length > 0) throw new WrongLog(`seed ${seed}: ${found.join("; ")}`);
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
