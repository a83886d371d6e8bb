import { once } from "node:events";

import { HELP, readCommandLine } from "./command-line.ts";
import { startRail, type StartOptions } from "./start-rail.ts";

const USAGE_ERROR = 2;

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());

const read = readCommandLine(process.argv.slice(2));
switch (read.kind) {
  case "help":
    process.stdout.write(HELP);
    break;
  case "mistake":
    complain(`${read.mistake}; --help tells what there is`);
    break;
  case "run":
    await run(read.options);
    break;
  default:
    read satisfies never;
}

async function run(options: StartOptions): Promise<void> {
  try {
    await using running = await startRail(options);
    process.stdout.write(`rail-standin listening on ${running.url}\n`);
    if (!stopping.signal.aborted) await once(stopping.signal, "abort");
  } catch (error) {
    complain(error instanceof Error ? error.message : "it could not be started");
  }
}

function complain(mistake: string): void {
  process.stderr.write(`rail-standin: ${mistake}\n`);
  process.exitCode = USAGE_ERROR;
}
