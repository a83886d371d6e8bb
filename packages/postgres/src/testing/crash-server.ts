import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { identify, isRunning } from "../embedded/process-identity.ts";
import { type EmbeddedOptions, startEmbedded } from "../embedded/start-embedded.ts";
import { temporaryServer } from "./temporary-server.ts";

/** A server of one crash suite, which can be pulled away under its clients. */
export type CrashServer = AsyncDisposable & {
  /** The superuser's door to its database `holdfast`. */
  readonly adminUrl: string;
  /** Ends all its processes at once, as a crash does; nothing is written down any more. */
  kill(): Promise<void>;
  /** Stops it in good order. */
  stop(): Promise<void>;
  /** Starts it again on the same data and, unless somebody took it meanwhile, the same port. */
  restart(): Promise<void>;
};

/** Starts a server of its own for a suite that kills it; durable unless told otherwise. Linux only. */
export async function crashServer(
  options: Omit<EmbeddedOptions, "directory"> = {},
): Promise<CrashServer> {
  const temporary = await temporaryServer(options);
  const { directory } = temporary.server;
  let { server } = temporary;
  const stop = async (): Promise<void> => server[Symbol.asyncDispose]();
  return {
    get adminUrl() {
      return server.adminUrl;
    },
    async kill() {
      await killTree(server.pid);
      await stop();
    },
    stop,
    async restart() {
      server = await startEmbedded({ ...options, directory });
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await temporary.folder[Symbol.asyncDispose]();
    },
  };
}

/**
 * The first process is frozen before its children are counted: one that it had begun meanwhile would be left, and may wait for
 * ever for what a dead one holds.
 */
async function killTree(pid: number): Promise<void> {
  signalTo(pid, "SIGSTOP");
  while (isRunning(identify(pid)) && (await statOf(pid)).state !== STOPPED) await sleep(POLL_MS);
  const processes = [pid, ...(await childrenOf(pid))].map(identify);
  for (const { pid } of processes) signalTo(pid, "SIGKILL");
  while (processes.some(isRunning)) await sleep(POLL_MS);
}

const POLL_MS = 10;
const STOPPED = "T";

function signalTo(pid: number, signal: "SIGSTOP" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // A child whose parent is gone may have ended by itself.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** PostgreSQL's children have none of their own. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const all = (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name)).map(Number);
  const stats = await Promise.all(all.map(statOf));
  return all.filter((_, index) => stats[index]?.parent === pid);
}

/** Fields 3 and 4 of /proc/PID/stat are the state and the parent (proc(5)). */
async function statOf(
  pid: number,
): Promise<{ readonly state: string | undefined; readonly parent: number }> {
  // A process may end between being listed and being read.
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state, parent: Number(parent) };
}
