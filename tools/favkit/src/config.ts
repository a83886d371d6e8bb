import { homedir } from "node:os";
import { isAbsolute } from "node:path";

import type { BackendName } from "./application/store-choice.ts";
import { FavkitError } from "./domain/favkit-error.ts";
import { quoted } from "./domain/printable.ts";

/** What the environment says; options win over it. `NO_COLOR` needs no reading: favkit prints no colours. */
export type Config = {
  /** FAVKIT_HOME, else the home folder of whoever runs this. */
  readonly home: string;
  /** FAVKIT_BACKEND */
  readonly backend: BackendName | undefined;
  /** FAVKIT_LIBRARY: stands in for CoreServices. */
  readonly library: string | undefined;
  /** XDG_STATE_HOME, where it is absolute as its specification asks. */
  readonly stateHome: string | undefined;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment. Throws `bad_usage` for values that mean nothing. */
export function readConfig(env: Environment = process.env): Config {
  const backend = textOf(env["FAVKIT_BACKEND"]);
  if (backend !== undefined && backend !== "auto" && backend !== "api" && backend !== "file") {
    throw new FavkitError(
      "bad_usage",
      `FAVKIT_BACKEND=${quoted(backend)}: auto, api and file are possible`,
    );
  }
  const home = textOf(env["FAVKIT_HOME"]) ?? homedir();
  if (!isAbsolute(home)) {
    throw new FavkitError("bad_usage", `FAVKIT_HOME=${quoted(home)} is no absolute path`);
  }
  const stateHome = textOf(env["XDG_STATE_HOME"]);
  return {
    home,
    backend,
    library: textOf(env["FAVKIT_LIBRARY"]),
    stateHome: stateHome !== undefined && isAbsolute(stateHome) ? stateHome : undefined,
  };
}

/** An empty variable counts as none. */
function textOf(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
