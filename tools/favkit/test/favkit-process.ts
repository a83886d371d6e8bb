import { type ChildProcess, execFile, type ExecFileOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run } from "../src/run.ts";

const PROGRAM = new URL("../bin/favkit.mjs", import.meta.url).pathname;

/** What a run of the program came to. */
type Outcome = { readonly code: number; readonly out: string; readonly err: string };

type Environment = Readonly<Record<string, string>>;

/** A folder with a home in it, thrown away at the end; commands run in it. */
type Bench = AsyncDisposable & {
  readonly folder: string;
  readonly path: (...names: readonly string[]) => string;
  /** Runs a command line in this process: hundreds of them take no longer than a few processes. */
  readonly favkit: (...argv: readonly string[]) => Promise<Outcome>;
  /** The same with more in the environment. */
  readonly favkitIn: (env: Environment, ...argv: readonly string[]) => Promise<Outcome>;
  /** Starts the program as a process of its own. */
  readonly start: (options: StartOptions, ...argv: readonly string[]) => Started;
};

/** How a process is started. */
export type StartOptions = {
  /** A module that it loads before the program. */
  readonly import?: string;
  readonly env?: Environment;
  /** Who it runs as, when root starts it. */
  readonly uid?: number;
};

/** A process, and what will have come of it. */
type Started = { readonly child: ChildProcess; readonly outcome: Promise<Outcome> };

/** Opens a folder for the program to work in. */
export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "favkit-"));
  const path = (...names: readonly string[]) => join(folder, ...names);
  const env = { FAVKIT_HOME: path("home"), XDG_STATE_HOME: path("state") };
  const favkitIn: Bench["favkitIn"] = async (more, ...argv) => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await run(argv, {
      cwd: folder,
      env: { ...env, ...more },
      write: (text) => void out.push(text),
      complain: (text) => void err.push(text),
    });
    return { code, out: out.join(""), err: err.join("") };
  };
  return {
    folder,
    path,
    favkitIn,
    favkit: (...argv) => favkitIn({}, ...argv),
    start: (options, ...argv) => {
      const first = options.import === undefined ? [] : ["--import", options.import];
      const { uid } = options;
      return start([...first, PROGRAM, ...argv], {
        cwd: folder,
        env: { ...process.env, ...env, ...options.env },
        ...(uid === undefined ? {} : { uid, gid: uid }),
      });
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

function start(argv: readonly string[], options: ExecFileOptions): Started {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const child = execFile(process.execPath, [...argv], options, (error, out, err) => {
    const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
    resolve({ code, out: String(out), err: String(err) });
  });
  return { child, outcome: promise };
}

/** The SHA-256 of a file, or "" of none. */
export async function sha256(path: string): Promise<string> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined ? "" : createHash("sha256").update(bytes).digest("hex");
}
