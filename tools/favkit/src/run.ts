import { runCli } from "./cli/run-cli.ts";
import type { World } from "./cli/world.ts";

/** Runs the command line on this machine and gives the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  // A reader that has seen enough (`favkit | head -1`) is no mistake.
  process.stdout.on("error", ignoreClosedPipe);
  process.stderr.on("error", ignoreClosedPipe);
  return runCli(argv, localWorld());
}

function localWorld(): World {
  return {
    cwd: process.cwd(),
    write: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    open: async (choice, tell) => (await import("./open-stores.ts")).openStores(choice, tell),
    examine: async (choice) => (await import("./examine.ts")).examine(choice),
    readFile: async (path, limit) => (await import("./local-files.ts")).readWhole(path, limit),
    writeNewFile: async (path, bytes) => (await import("./local-files.ts")).writeNew(path, bytes),
    decode: async (bytes) => (await import("./codecs/decode.ts")).decode(bytes),
    version: async () => (await import("./local-files.ts")).version(),
  };
}

function ignoreClosedPipe(error: Error): void {
  if (!("code" in error) || error.code !== "EPIPE") throw error;
}
