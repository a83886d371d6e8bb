import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { program } from "./binaries.ts";
import { EmbeddedStartFailed } from "./embedded-start-failed.ts";
import { exists } from "./exists.ts";
import type { Place } from "./place.ts";
import { passwordOf } from "./secret.ts";
import { SUPERUSER } from "./server-url.ts";

type InitialiseOptions = {
  readonly secret: string;
  readonly durable: boolean;
  readonly log: (message: string) => void;
};

/** Creates the data of a new server, unless it is there. Appears complete or not at all. */
export async function initialise(place: Place, options: InitialiseOptions): Promise<void> {
  const data = join(place.home, "data");
  if (await exists(data)) return;
  options.log(`creating the data of a PostgreSQL server in ${place.home}`);
  const id = randomUUID();
  const draft = join(place.home, `data-${id}`);
  const passwordFile = join(place.home, `password-${id}`);
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, passwordOf(SUPERUSER, options.secret), { mode: 0o600 });
    await give([draft, passwordFile], place);
    await run(program(place.binaries, "initdb"), initdbArguments(draft, passwordFile, options), {
      cwd: place.home,
      timeout: INITDB_MS_MAX,
      ...place.account,
    });
    await rename(draft, data);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new EmbeddedStartFailed("initdb failed", logLines(error), { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

const run = promisify(execFile);

/** It takes 1 to 3 s; a machine that needs this long has another problem. */
const INITDB_MS_MAX = 120_000;

/**
 * Text sorts by code point and folds by Unicode, alike on every platform. Passwords even on the
 * loopback interface, since other users of the machine reach it too.
 */
function initdbArguments(
  data: string,
  passwordFile: string,
  { durable }: InitialiseOptions,
): readonly string[] {
  return [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...(durable ? [] : ["--no-sync"]),
  ];
}

async function give(paths: readonly string[], { account }: Place): Promise<void> {
  if (account === undefined) return;
  for (const path of paths) await chown(path, account.uid, account.gid);
}

function logLines(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  const output = "stderr" in error && typeof error.stderr === "string" ? error.stderr : "";
  return (output === "" ? error.message : output).trim().split("\n").slice(-LOG_LINES_MAX);
}

const LOG_LINES_MAX = 20;
