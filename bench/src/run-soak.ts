import { BadArguments } from "./bad-arguments.ts";
import { readCommandLine, refuseUnknown, wholeNumber } from "./command-line.ts";
import type { Soak } from "./contract.ts";
import { listEntries, loadNamed, type Registry } from "./registry.ts";
import { soakSeeds } from "./soak-seeds.ts";

const USAGE = `npm run soak -- NAME --seeds N [--from S]
npm run soak -- NAME --seed X

Searches for a rare failure: seeds S, S + 1, … (S is 1 when left out), or replays seed X and tells
its story. The last line is "N seeds, N failed"; exit code 1 when a seed failed.
`;

type Surroundings = {
  readonly soaks: Registry<Soak>;
  readonly write: (line: string) => void;
  readonly nowMs: () => number;
  /** Ends the search after the seeds that are running. */
  readonly signal: AbortSignal;
};

/** Does what the command line asks for and gives the exit code. Throws `BadArguments`. */
export async function runSoak(words: readonly string[], around: Surroundings): Promise<number> {
  const { soaks, write } = around;
  const { names, options } = readCommandLine(words);
  if (options["help"] !== undefined) {
    for (const line of [USAGE, ...(await listEntries(soaks))]) write(line);
    return 0;
  }
  refuseUnknown(options, ["seeds", "from", "seed", "help"]);
  const seeds = readSeeds(options);
  const soak = await loadNamed(soaks, names);
  write(soak.title);
  const { run, failed } = await soakSeeds({ name: names[0] ?? "", soak, ...seeds }, around);
  write(`${run} seeds, ${failed} failed`);
  return failed > 0 || run < seeds.count ? 1 : 0;
}

function readSeeds({ seed, seeds, from }: Readonly<Record<string, string>>) {
  if (seed !== undefined) {
    if (seeds !== undefined || from !== undefined) {
      throw new BadArguments("--seed replays one seed and goes with neither --seeds nor --from");
    }
    return { first: wholeNumber("seed", seed, 0), count: 1, isReplay: true };
  }
  if (seeds === undefined)
    throw new BadArguments("say how many: --seeds N, or replay one: --seed X");
  const first = wholeNumber("from", from ?? "1", 0);
  return { first, count: wholeNumber("seeds", seeds, 1), isReplay: false };
}
