import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { inheritedEnvironment } from "./config.ts";
import { programArguments } from "./program-arguments.ts";
import { ServiceDied } from "./service-died.ts";

const END_WITH_OWNER = new URL("./end-with-owner.ts", import.meta.url);
/** Lines kept to explain a death. */
const LAST_LINES = 30;
const READY_MS_MAX = 60_000;
/** A service that has not drained by then never will. */
const STOP_MS_MAX = 15_000;

/** How a process ended: one of the two is null. */
export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** What to run. */
export type ServiceProcessOptions = {
  /** Its `main.ts`. */
  readonly entry: URL;
  readonly args?: readonly string[];
  /** What Node itself is given, as the service's `npm start` does; `--max-semi-space-size=4` if left out. */
  readonly nodeArgs?: readonly string[];
  /** Its whole environment, on top of nothing but PATH and HOME. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told every line of its output. */
  readonly onLine?: (line: string) => void;
  /** Milliseconds until it must be listening; one minute. */
  readonly readyMs?: number;
};

/**
 * A service that runs as a process of its own, as in production. Disposing it ends it in good order;
 * it ends by itself when its owner is gone, however that went.
 */
export type ServiceProcess = AsyncDisposable & {
  readonly pid: number;
  /** Where it listens, as it told. */
  readonly url: string;
  /** Settles when the process has ended, however it ended. */
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
};

/**
 * Starts a service under the Node that runs this and waits until it says where it listens: a log
 * line `{"msg":"listening","url":…}` or the words `listening on http://…`. Throws `ServiceDied` with
 * its last words otherwise.
 */
export async function startServiceProcess(options: ServiceProcessOptions): Promise<ServiceProcess> {
  const child = spawnService(options);
  const exited = exitOf(child);
  const lastLines: string[] = [];
  const ready = Promise.withResolvers<string>();
  listen(child, (line) => {
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
    options.onLine?.(line);
    const url = listeningUrl(line);
    if (url !== undefined) ready.resolve(url);
  });
  exited.then(
    (exit) => ready.reject(new ServiceDied(`ended with ${exit.signal ?? exit.code}`, lastLines)),
    (error: unknown) => ready.reject(error),
  );
  const url = await inTime(ready, options.readyMs ?? READY_MS_MAX, { child, lastLines });
  return {
    pid: child.pid ?? 0,
    url,
    exited,
    kill: (signal) => child.kill(signal),
    [Symbol.asyncDispose]: () => stop(child, exited),
  };
}

/**
 * As under the delegator's `npm start`: what a socket read lives until the young generation is collected, and that is too seldom when
 * little else is allocated. An export of 27 MB/s held 75 MB of such buffers with 16 MB of it, and 18 MB with 4.
 */
const HEAP = ["--max-semi-space-size=4"];

function spawnService({
  entry,
  args = [],
  nodeArgs = HEAP,
  env,
}: ServiceProcessOptions): ChildProcess {
  const own = [...nodeArgs, ...programArguments(entry, [END_WITH_OWNER])];
  return spawn(process.execPath, [...own, ...args], {
    env: { ...inheritedEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    // A group of its own: a terminal's Ctrl-C reaches the owner alone, which ends it in its own order.
    detached: true,
    windowsHide: true,
  });
}

function exitOf(child: ChildProcess): Promise<Exit> {
  const { promise, resolve, reject } = Promise.withResolvers<Exit>();
  child.once("exit", (code, signal) => resolve({ code, signal }));
  child.once("error", reject);
  return promise;
}

function listen(child: ChildProcess, onLine: (line: string) => void): void {
  for (const input of [child.stdout, child.stderr]) {
    if (input !== null) createInterface({ input }).on("line", onLine);
  }
}

/** Two ways to say it: a JSON log line with `url`, or `… listening on URL`. */
function listeningUrl(line: string): string | undefined {
  if (!line.startsWith("{")) return /\blistening on (http:\S+)/.exec(line)?.[1];
  if (!line.includes('"listening"')) return undefined;
  try {
    const record: unknown = JSON.parse(line);
    const isRecord = typeof record === "object" && record !== null && "url" in record;
    return isRecord && typeof record.url === "string" ? record.url : undefined;
  } catch {
    return undefined;
  }
}

async function inTime(
  ready: PromiseWithResolvers<string>,
  readyMs: number,
  { child, lastLines }: { readonly child: ChildProcess; readonly lastLines: readonly string[] },
): Promise<string> {
  const timer = setTimeout(() => {
    ready.reject(new ServiceDied(`not listening after ${readyMs} ms`, lastLines));
    child.kill("SIGKILL");
  }, readyMs);
  try {
    return await ready.promise;
  } finally {
    clearTimeout(timer);
  }
}

async function stop(child: ChildProcess, exited: Promise<Exit>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
  try {
    await exited;
  } finally {
    clearTimeout(timer);
  }
}
