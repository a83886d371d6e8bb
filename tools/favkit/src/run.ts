import { runCli } from "./cli/run-cli.ts";
import type { World } from "./cli/world.ts";

/** What a run of the command line is surrounded by; that of the process unless told otherwise. */
type Surface = {
  readonly cwd: string;
  /** Undefined: the environment of the process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
};

/** Runs the command line on this machine and gives the exit code. */
export async function run(argv: readonly string[], surface?: Surface): Promise<number> {
  return runCli(argv, localWorld(surface ?? processSurface()));
}

function processSurface(): Surface {
  // A reader that has seen enough (`favkit | head -1`) is no mistake.
  process.stdout.on("error", ignoreClosedPipe);
  process.stderr.on("error", ignoreClosedPipe);
  return {
    cwd: process.cwd(),
    write: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
  };
}

/** What a command does not use is not loaded. */
function localWorld({ cwd, env, write, complain }: Surface): World {
  const config = async () => (await import("./config.ts")).readConfig(env);
  return {
    cwd,
    write,
    complain,
    open: async (choice, tell) => {
      const { openStores } = await import("./open-stores.ts");
      return openStores(choice, { config: await config(), tell });
    },
    examine: async (choice) => (await import("./examine.ts")).examine(choice, await config()),
    readFile: async (path, limit) => (await import("./local-files.ts")).readWhole(path, limit),
    writeNewFile: async (path, bytes) => (await import("./local-files.ts")).writeNew(path, bytes),
    decode: async (bytes) => (await import("./decode-file.ts")).decodeFile(bytes),
    version: async () => (await import("./local-files.ts")).version(),
  };
}

function ignoreClosedPipe(error: Error): void {
  if (!("code" in error) || error.code !== "EPIPE") throw error;
}
