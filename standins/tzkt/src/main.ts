import { once } from "node:events";
import { readFile } from "node:fs/promises";

import { openChainFile, type ChainOrigin } from "./chain-file.ts";
import { HELP, readCommandLine, type CommandLine } from "./command-line.ts";
import type { HubOptions } from "./hub-options.ts";
import { readFaultPlan, readHubFaultPlan } from "./read-fault-plan.ts";
import { startTzkt } from "./start-tzkt.ts";
import type { TzktOptions } from "./tzkt-options.ts";

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
  const { records, faults, head, limiter: kind, perSecond, retryAfter, ...others } = commandLine;
  const { endsAt, density, blockTimeMs, resume, hub, hubFaults, ...rest } = others;
  const files = [records, faults, hubFaults].map(readJson);
  const [recorded, plan, hubPlan] = await Promise.all(files);
  if (recorded !== undefined && !Array.isArray(recorded)) {
    throw new TypeError(`${records} does not hold a JSON array`);
  }
  return {
    ...rest,
    limiter: kind === "none" || perSecond === 0 ? "none" : { kind, perSecond, retryAfter },
    ...(recorded === undefined ? {} : { records: recorded }),
    ...(plan === undefined ? {} : { faults: readFaultPlan(plan) }),
    ...(head === undefined ? {} : { head }),
    ...liveOptions({ endsAt, density, blockTimeMs }),
    ...(resume === undefined ? {} : { progress: openChainFile(resume, originOf(commandLine)) }),
    hub: hub === "off" ? hub : hubOptions(hubPlan),
  };
}

function originOf({
  seed,
  rows,
  records,
  head,
  endsAt,
  density,
  reorgs,
}: CommandLine): ChainOrigin {
  return { seed, rows, records, head, endsAt, density, reorgs };
}

function liveOptions({
  endsAt,
  density,
  blockTimeMs,
}: Pick<CommandLine, "endsAt" | "density" | "blockTimeMs">): TzktOptions {
  return {
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(blockTimeMs === undefined ? {} : { blockTimeMs }),
    live: { delegationsPerBlock: density },
  };
}

function hubOptions(plan: unknown): HubOptions {
  return plan === undefined ? {} : { faults: readHubFaultPlan(plan) };
}

async function readJson(path: string | undefined): Promise<unknown> {
  return path === undefined ? undefined : JSON.parse(await readFile(path, "utf8"));
}

function complain(mistakes: readonly string[]): void {
  process.stderr.write(mistakes.map((mistake) => `tzkt-standin: ${mistake}\n`).join(""));
  process.exitCode = USAGE_ERROR;
}
