import { BadArguments } from "./bad-arguments.ts";
import { readCommandLine, refuseUnknown } from "./command-line.ts";
import { type Bench, type BenchOptions } from "./contract.ts";
import { endSoon } from "./end-soon.ts";
import { explain } from "./explain.ts";
import { machineLines } from "./machine.ts";
import { type Must, verdict } from "./must.ts";
import { isRecord, listEntries, loadEntry, type Registry } from "./registry.ts";
import { textReport } from "./text-report.ts";

const USAGE = `npm run bench -- NAME [--quick] [--option value …]

Runs one measurement, prints its table and, as the last line, one JSON object with its
figures and verdicts. Exit code 1 when a must fails or the bench breaks.
`;

const benches: Registry<Bench> = {
  folder: new URL("benches/", import.meta.url),
  exported: "bench",
  isEntry: (value): value is Bench =>
    isRecord(value) && typeof value["title"] === "string" && typeof value["run"] === "function",
};

const write = (line: string) => process.stdout.write(`${line}\n`);

async function main(words: readonly string[]): Promise<number> {
  const { names, options } = readCommandLine(words);
  if (options["help"] !== undefined) return help();
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) {
    throw new BadArguments("give the name of one bench; --help lists them");
  }
  const bench = await loadEntry(benches, name);
  const { quick, ...rest } = options;
  refuseUnknown(rest, ["quick", "help", ...Object.keys(bench.options ?? {})]);
  return measure(name, bench, { quick: quick !== undefined, rest });
}

async function help(): Promise<number> {
  write(USAGE);
  for (const line of await listEntries(benches)) write(line);
  return 0;
}

async function measure(name: string, bench: Bench, options: BenchOptions): Promise<number> {
  write(bench.title);
  for (const line of machineLines(new Date())) write(line);
  const { figures, musts } = await bench.run(textReport(write), options);
  for (const each of musts) write(mustLine(each));
  const pass = verdict(musts);
  write(JSON.stringify({ bench: name, figures, musts, pass }));
  return pass === false ? 1 : 0;
}

function mustLine({ name, value, bound, pass }: Must): string {
  if (pass === null) return `must ${name}: ${value} ${bound}: undecided`;
  return `must ${name}: ${value} ${bound}: ${pass ? "kept" : "BROKEN"}`;
}

endSoon(await main(process.argv.slice(2)).catch(explain));
