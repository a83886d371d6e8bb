import { BadArguments } from "./bad-arguments.ts";
import { readCommandLine, refuseUnknown, wholeNumber } from "./command-line.ts";
import { type Soak } from "./contract.ts";
import { endSoon } from "./end-soon.ts";
import { explain } from "./explain.ts";
import { isRecord, listEntries, loadEntry, type Registry } from "./registry.ts";
import { soakSeeds } from "./soak-seeds.ts";

const USAGE = `npm run soak -- NAME --seeds N [--from S]
npm run soak -- NAME --seed X

Searches for a rare failure: seeds S, S + 1, … (S is 1 when left out), or replays seed X and tells
its story. The last line is "N seeds, N failed"; exit code 1 when a seed failed.
`;

const soaks: Registry<Soak> = {
  folder: new URL("soaks/", import.meta.url),
  exported: "soak",
  isEntry: (value): value is Soak =>
    isRecord(value) &&
    typeof value["title"] === "string" &&
    typeof value["parallel"] === "number" &&
    typeof value["run"] === "function",
};

const write = (line: string) => process.stdout.write(`${line}\n`);

async function main(words: readonly string[]): Promise<number> {
  const { names, options } = readCommandLine(words);
  if (options["help"] !== undefined) return help();
  refuseUnknown(options, ["seeds", "from", "seed", "help"]);
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) {
    throw new BadArguments("give the name of one soak; --help lists them");
  }
  const seeds = readSeeds(options);
  const soak = await loadEntry(soaks, name);
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  write(soak.title);
  const { run, failed } = await soakSeeds(
    { name, soak, ...seeds },
    { write, nowMs: () => performance.now(), signal: stopping.signal },
  );
  write(`${run} seeds, ${failed} failed`);
  return failed > 0 || run < seeds.count ? 1 : 0;
}

function readSeeds(options: Readonly<Record<string, string>>) {
  const { seed, seeds, from } = options;
  if (seed !== undefined) {
    if (seeds !== undefined || from !== undefined) {
      throw new BadArguments("--seed replays one seed and goes with neither --seeds nor --from");
    }
    return { first: wholeNumber("seed", seed, 0), count: 1, isReplay: true };
  }
  if (seeds === undefined)
    throw new BadArguments("say how many: --seeds N, or replay one: --seed X");
  return {
    first: wholeNumber("from", from ?? "1", 0),
    count: wholeNumber("seeds", seeds, 1),
    isReplay: false,
  };
}

async function help(): Promise<number> {
  write(USAGE);
  for (const line of await listEntries(soaks)) write(line);
  return 0;
}

endSoon(await main(process.argv.slice(2)).catch(explain));
