import { execFile } from "node:child_process";

import type { Daemon } from "../application/ports.ts";
import { FavkitError } from "../domain/favkit-error.ts";

/** Runs one program of the system to its end. */
export type Runner = (
  program: string,
  words: readonly string[],
) => Promise<{ readonly exitCode: number; readonly complaint: string }>;

/** What tells the daemon what to do. */
export type MacosDaemonParts = {
  readonly run: Runner;
  /** As `process.platform`. */
  readonly platform: string;
  /** The user whose session it runs in. */
  readonly uid: number;
};

const SERVICE = "sharedfilelistd";
const AGENT = "/System/Library/LaunchAgents/com.apple.sharedfilelistd.plist";
/** Longer than any of these programs takes on a healthy system. */
const RUN_MS_MAX = 15_000;

/** Exit codes that say things are as they were meant to be: nothing to stop, or started already. */
const NOT_LOADED = [3, 113];
const LOADED_ALREADY = [5, 17, 37];
const NO_PROCESS = [1];

/**
 * The daemon that caches lists and overwrites files changed under it. The safe order is to stop it, and the Finder
 * before it, to write, and to start both; a restart after writing leaves a moment in which it may write its cache.
 * Every method throws `FavkitError`: `unsupported` elsewhere than on macOS, `io_failed` when a program fails.
 * The exit codes are those of launchctl and killall; not verified on hardware.
 */
export function macosDaemon({ run, platform, uid }: MacosDaemonParts): Daemon {
  const domain = `gui/${uid}`;
  const call = async (
    [program, ...words]: readonly [string, ...string[]],
    fine: readonly number[],
  ) => {
    if (platform !== "darwin")
      throw new FavkitError("unsupported", `${SERVICE} runs on macOS only`);
    const { exitCode, complaint } = await run(program, words);
    if (exitCode === 0 || fine.includes(exitCode)) return;
    const line = [program, ...words].join(" ");
    throw new FavkitError("io_failed", `${line} ended with ${exitCode}: ${complaint.trim()}`);
  };
  return {
    async stop() {
      await call(["/usr/bin/osascript", "-e", 'tell application "Finder" to quit'], []);
      await call(["/bin/launchctl", "bootout", domain, AGENT], NOT_LOADED);
    },
    async start() {
      await call(["/bin/launchctl", "bootstrap", domain, AGENT], LOADED_ALREADY);
      await call(["/usr/bin/open", "-a", "Finder"], []);
    },
    restart: () => call(["/usr/bin/killall", SERVICE], NO_PROCESS),
    refreshFinder: () => call(["/usr/bin/killall", "Finder"], NO_PROCESS),
  };
}

/** Runs a program without a shell. One that cannot be started, or takes too long, ends with -1. */
export const systemRunner: Runner = async (program, words) =>
  new Promise((resolve) => {
    execFile(program, words, { timeout: RUN_MS_MAX }, (error, _, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ exitCode, complaint: stderr === "" ? (error?.message ?? "") : stderr });
    });
  });
