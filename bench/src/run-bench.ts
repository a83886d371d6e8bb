import { readCommandLine, refuseUnknown } from "./command-line.ts";
import type { Bench } from "./contract.ts";
import { type Must, verdict } from "./must.ts";
import { listEntries, loadNamed, type Registry } from "./registry.ts";
import { textReport } from "./text-report.ts";

const USAGE = `npm run bench -- NAME [--quick] [--option value …]

Runs one measurement, prints its table and, as the last line, one JSON object with its
figures and verdicts. Exit code 1 when a must fails or the bench breaks.
`;

type Surroundings = {
  readonly benches: Registry<Bench>;
  readonly write: (line: string) => void;
  /** What stands above the figures: machine, date, commit, Node. */
  readonly header: () => readonly string[];
};

/** Does what the command line asks for and gives the exit code. Throws `BadArguments` and whatever a bench throws. */
export async function runBench(words: readonly string[], around: Surroundings): Promise<number> {
  const { benches, write } = around;
  const { names, options } = readCommandLine(words);
  if (options["help"] !== undefined) {
    for (const line of [USAGE, ...(await listEntries(benches))]) write(line);
    return 0;
  }
  const bench = await loadNamed(benches, names);
  const { quick, ...rest } = options;
  refuseUnknown(rest, ["quick", "help", ...Object.keys(bench.options ?? {})]);
  for (const line of [bench.title, ...around.header()]) write(line);
  const outcome = await bench.run(textReport(write), { quick: quick !== undefined, rest });
  const { figures, musts } = outcome;
  for (const each of musts) write(mustLine(each));
  const pass = verdict(musts);
  write(JSON.stringify({ bench: names[0], figures, musts, pass }));
  return pass === false ? 1 : 0;
}

function mustLine({ name, value, bound, pass }: Must): string {
  if (pass === null) return `must ${name}: ${value} ${bound}: undecided`;
  return `must ${name}: ${value} ${bound}: ${pass ? "kept" : "BROKEN"}`;
}
