import { spawn } from "node:child_process";

import { inheritedEnvironment } from "./config.ts";
import { ROOT } from "./repository.ts";
import { type Command, toolFile } from "./tool.ts";

/** How a command ended. */
export type Ending = {
  readonly isClean: boolean;
  /** What it wrote to both streams, in the order it arrived. */
  readonly output: string;
  readonly elapsedMs: number;
  /** Why it was ended from outside; undefined when it ended by itself. */
  readonly ended: "hung" | "interrupted" | undefined;
};

export type CommandOptions = {
  /** A command that takes longer hangs, and is ended. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
  /** Also hears every piece of output as it arrives. */
  readonly onOutput?: (text: string) => void;
};

/** Time to end in order after the first signal, before the second one that nobody survives. */
const GRACE_MS = 3000;
/** Enough for any report one would read; what comes later is dropped. */
const OUTPUT_LENGTH_MAX = 16 * 1024 * 1024;

/** Runs a command to its end, and never longer than its limit: its children end with it. */
export async function runCommand(command: Command, options: CommandOptions): Promise<Ending> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [toolFile(command.tool), ...command.words], {
    cwd: ROOT,
    env: inheritedEnvironment({ NO_COLOR: "1", ...options.environment }),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that one signal reaches the workers and servers it starts as well.
    detached: process.platform !== "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      options.onOutput?.(text);
      if (output.length < OUTPUT_LENGTH_MAX) output += text;
    });
  }
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once("error", (error) => {
    output += `${error.message}\n`;
    resolve(null);
  });
  child.once("close", resolve);
  const watch = endInTime(child.pid, options);
  const exitCode = await promise;
  const ended = watch.stop();
  const elapsedMs = performance.now() - startMs;
  return { isClean: exitCode === 0 && ended === undefined, output, elapsedMs, ended };
}

/** Ends the process group when its time is up or the run is interrupted, until it is told to stop watching. */
function endInTime(pid: number | undefined, { limitMs, signal }: CommandOptions) {
  let reason: Ending["ended"];
  let force: NodeJS.Timeout | undefined;
  const end = (why: Ending["ended"]) => {
    reason ??= why;
    send(pid, "SIGTERM");
    force ??= setTimeout(() => send(pid, "SIGKILL"), GRACE_MS);
  };
  const limit = setTimeout(end, limitMs, "hung");
  const interrupt = () => end("interrupted");
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  return {
    stop() {
      clearTimeout(limit);
      clearTimeout(force);
      signal.removeEventListener("abort", interrupt);
      // Whatever the command left behind in its group ends with it.
      if (reason !== undefined) send(pid, "SIGKILL");
      return reason;
    },
  };
}

function send(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It is gone already, which is what was wanted.
  }
}
