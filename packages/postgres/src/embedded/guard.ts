/**
 * A process of its own between the server and whoever started it. It lives in a session of its own,
 * so that Ctrl-C reaches the owner alone, and stops the server when its standard input ends, which
 * happens however the owner ends. Usage: guard.ts UID GID PROGRAM ARGUMENTS (empty UID: as we are).
 */
import { spawn } from "node:child_process";

const [uid = "", gid = "", program = "", ...serverArguments] = process.argv.slice(2);

const server = spawn(program, serverArguments, {
  // What this process prints is what the server logs.
  stdio: ["ignore", "inherit", "inherit"],
  ...(uid === "" ? {} : { uid: Number(uid), gid: Number(gid) }),
});
server.once("exit", (code) => process.exit(code ?? 1));
server.once("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

/** Fast shutdown, which writes everything down; then immediate, which leaves it to recovery. */
const FAST_MS_MAX = 15_000;
const IMMEDIATE_MS_MAX = 5_000;

let isStopping = false;
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  server.kill("SIGINT");
  setTimeout(() => server.kill("SIGQUIT"), FAST_MS_MAX);
  setTimeout(() => server.kill("SIGKILL"), FAST_MS_MAX + IMMEDIATE_MS_MAX);
}

process.stdin.once("end", stop).once("error", stop).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
