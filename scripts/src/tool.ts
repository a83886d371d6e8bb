import { readFileSync } from "node:fs";
import { join } from "node:path";

import { property } from "./json.ts";
import { ROOT } from "./repository.ts";

/** A tool of the root that is not installed: `npm ci` has not run, or not to its end. */
class ToolMissing extends Error {
  override readonly name = "ToolMissing";
  readonly code = "tool_missing";
}

/** A command as Node starts it: the file of the tool, then its arguments. */
export type Command = { readonly tool: string; readonly words: readonly string[] };

/**
 * The JavaScript file behind a command of an installed package. It is started with the Node that runs now:
 * the search path might hold another one.
 */
export function toolFile(tool: string): string {
  const folder = join(ROOT, "node_modules", PACKAGES[tool] ?? tool);
  const bin = property(readManifest(tool, folder), "bin");
  const file = typeof bin === "string" ? bin : property(bin, tool);
  if (typeof file !== "string") throw new ToolMissing(`${folder} brings no command ${tool}`);
  return join(folder, file);
}

/** Commands that are not called like the package that brings them. */
const PACKAGES: Readonly<Record<string, string>> = {
  stryker: "@stryker-mutator/core",
  tsc: "typescript",
};

function readManifest(tool: string, folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch (cause) {
    throw new ToolMissing(`${tool} is not installed: run npm ci`, { cause });
  }
}
