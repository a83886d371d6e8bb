import { once } from "node:events";
import { readFile } from "node:fs/promises";

import { HELP, readCommandLine, type CommandLine } from "./command-line.ts";
import { readFaultPlan } from "./read-fault-plan.ts";
import { startTzkt } from "./start-tzkt.ts";
import { type TzktOptions } from "./tzkt-options.ts";

const USAGE_ERROR = 2;

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

const read = readCommandLine(process.argv.slice(2));
switch (read.kind) {
  case "help":
    process.stdout.write(HELP);
    break;
  case "mistakes":
    complain(read.mistakes);
    break;
  case "run":
    await run(read.commandLine);
    break;
  default:
    read satisfies never;
}

async function run(commandLine: CommandLine): Promise<void> {
  try {
    await using standIn = await startTzkt(await optionsOf(commandLine));
    process.stdout.write(`tzkt-standin listening on ${standIn.url} head ${standIn.head}\n`);
    if (!stopping.signal.aborted) await once(stopping.signal, "abort");
  } catch (error) {
    complain([error instanceof Error ? error.message : "it could not be started"]);
  }
}

async function optionsOf(commandLine: CommandLine): Promise<TzktOptions> {
  const { records, faults, head, limiter: kind, perSecond, retryAfter, ...rest } = commandLine;
  const [recorded, plan] = await Promise.all([readJson(records), readJson(faults)]);
  if (recorded !== undefined && !Array.isArray(recorded)) {
    throw new TypeError(`${records} does not hold a JSON array`);
  }
  return {
    ...rest,
    limiter: kind === "none" || perSecond === 0 ? "none" : { kind, perSecond, retryAfter },
    ...(recorded === undefined ? {} : { records: recorded }),
    ...(plan === undefined ? {} : { faults: readFaultPlan(plan) }),
    ...(head === undefined ? {} : { head }),
  };
}

async function readJson(path: string | undefined): Promise<unknown> {
  return path === undefined ? undefined : JSON.parse(await readFile(path, "utf8"));
}

function complain(mistakes: readonly string[]): void {
  process.stderr.write(mistakes.map((mistake) => `tzkt-standin: ${mistake}\n`).join(""));
  process.exitCode = USAGE_ERROR;
}
