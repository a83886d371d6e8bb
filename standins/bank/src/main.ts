import { once } from "node:events";
import { readFile } from "node:fs/promises";

import { HELP, readCommandLine, type CommandLine } from "./command-line.ts";
import { givenDatabase } from "./config.ts";
import { readFaultPlan } from "./read-fault-plan.ts";
import { startBank, type StartOptions } from "./start-bank.ts";

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
    await run(read.commandLine);
    break;
  default:
    read satisfies never;
}

async function run(commandLine: CommandLine): Promise<void> {
  try {
    await using running = await startBank(await optionsOf(commandLine));
    process.stdout.write(`bank-standin listening on ${running.url}\n`);
    if (!stopping.signal.aborted) await once(stopping.signal, "abort");
  } catch (error) {
    complain(error instanceof Error ? error.message : "it could not be started");
  }
}

async function optionsOf(commandLine: CommandLine): Promise<StartOptions> {
  const { host, port, profile, patch, faults, keyId, publicKey } = commandLine;
  const databaseUrl = commandLine.database ?? givenDatabase();
  const [plan, pem] = await Promise.all([faults, publicKey].map(textOf));
  const [clientId, ...secret] = commandLine.oauth2?.split(":") ?? [];
  return {
    host,
    port,
    profile,
    patch,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(plan === undefined ? {} : { faults: readFaultPlan(JSON.parse(plan)) }),
    ...(clientId === undefined ? {} : { oauth2: { clientId, clientSecret: secret.join(":") } }),
    ...(keyId === undefined || pem === undefined ? {} : { signature: { keyId, publicKey: pem } }),
  };
}

async function textOf(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : readFile(path, "utf8");
}

function complain(mistake: string): void {
  process.stderr.write(`bank-standin: ${mistake}\n`);
  process.exitCode = USAGE_ERROR;
}
