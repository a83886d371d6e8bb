import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { answers } from "./answers.ts";
import { program } from "./binaries.ts";
import { EmbeddedStartFailed } from "./embedded-start-failed.ts";
import { freePort } from "./free-port.ts";
import { lockHolder, stopLeftover } from "./leftover.ts";
import type { Place } from "./place.ts";
import { identify, type ProcessIdentity } from "./process-identity.ts";
import { ServerLog } from "./server-log.ts";
import type { ServerSettings } from "./server-settings.ts";

type RunOptions = {
  readonly secret: string;
  /** Tried first, so that a server comes back where its clients look for it. */
  readonly port: number | undefined;
  readonly settings: ServerSettings;
};

/** A running server that ends with us. */
export type GuardedServer = {
  readonly port: number;
  readonly server: ProcessIdentity;
  readonly guard: ProcessIdentity;
  readonly stop: () => Promise<void>;
};

/** Starts the server of a place behind a guard, and returns when it takes connections. */
export async function runGuarded(place: Place, options: RunOptions): Promise<GuardedServer> {
  let port = options.port ?? (await freePort());
  for (let left = ATTEMPTS_MAX; ; left -= 1) {
    const outcome = await attempt(place, { ...options, port });
    if (outcome.started !== undefined) return outcome.started;
    const log = outcome.log.join("\n");
    // Somebody took the port between the choice and the start.
    if (PORT_TAKEN.test(log)) port = await freePort();
    // The children of a server that was killed take a moment to notice.
    else if (STILL_DYING.test(log)) await sleep(DYING_MS);
    else throw new EmbeddedStartFailed("the server ended while starting", outcome.log);
    if (left === 1) throw new EmbeddedStartFailed("it failed again and again", outcome.log);
  }
}

const ATTEMPTS_MAX = 20;
const DYING_MS = 250;
const PORT_TAKEN = /Address already in use|could not create any TCP\/IP sockets/;
const STILL_DYING = /pre-existing shared memory block|is another postmaster/i;

type Attempt =
  | { readonly started: GuardedServer }
  | { readonly started?: undefined; readonly log: readonly string[] };

async function attempt(place: Place, options: RunOptions & { port: number }): Promise<Attempt> {
  await using log = await ServerLog.open(place.home);
  const guard = spawnGuard(place, options, log);
  if (!(await isReady(guard, place, options))) return { log: await log.tail() };
  const pid = await lockHolder(join(place.home, "data", "postmaster.pid"));
  return { started: handle(guard, place.home, { port: options.port, pid: pid ?? 0 }) };
}

function spawnGuard(
  place: Place,
  options: RunOptions & { readonly port: number },
  log: ServerLog,
): ChildProcess {
  const { uid = "", gid = "" } = place.account ?? {};
  const script = fileURLToPath(new URL("./guard.ts", import.meta.url));
  const server = [program(place.binaries, "postgres"), ...serverArguments(place, options)];
  return spawn(process.execPath, [script, String(uid), String(gid), ...server], {
    cwd: place.home,
    stdio: ["pipe", log.fd, log.fd],
    // Out of reach of the terminal: Ctrl-C is for the owner, which then stops us in its own time.
    detached: true,
    // The environment of the owner is none of the server's business. Windows needs some of it.
    ...(process.platform === "win32" ? {} : { env: {} }),
  });
}

function serverArguments(
  place: Place,
  { port, settings }: RunOptions & { readonly port: number },
): readonly string[] {
  const all: ServerSettings = {
    ...settings,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port,
  };
  const assignments = Object.entries(all).map(([name, value]) => `${name}=${value}`);
  return ["-D", join(place.home, "data"), ...assignments.flatMap((each) => ["-c", each])];
}

/** Waits until the server answers; false when it ended before. */
async function isReady(
  guard: ChildProcess,
  { home }: Place,
  { port, secret }: RunOptions & { readonly port: number },
): Promise<boolean> {
  const untilMs = performance.now() + READY_MS_MAX;
  const exit = once(guard, "exit").then(() => "ended" as const);
  while (performance.now() < untilMs) {
    const answer = await Promise.race([exit, answers({ home, port, secret })]);
    if (answer === "ended") return false;
    if (answer) return true;
    await sleep(POLL_MS);
  }
  guard.stdin?.end();
  await exit;
  return false;
}

/** Recovery reads everything since the last checkpoint, at most `max_wal_size`. */
const READY_MS_MAX = 120_000;
const POLL_MS = 25;

function handle(
  guard: ChildProcess,
  home: string,
  at: { readonly port: number; readonly pid: number },
): GuardedServer {
  // The guard alone is no reason for the owner to go on living.
  guard.unref();
  return {
    port: at.port,
    server: identify(at.pid),
    guard: identify(guard.pid ?? 0),
    stop: async () => {
      guard.ref();
      const isOver = guard.exitCode !== null || guard.signalCode !== null;
      const exit = isOver ? undefined : once(guard, "exit");
      guard.stdin?.end();
      await exit;
      // Somebody may have killed the guard, which then could not stop the server.
      await stopLeftover(home);
    },
  };
}
