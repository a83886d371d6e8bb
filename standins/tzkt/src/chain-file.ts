import { readFileSync, renameSync, writeFileSync } from "node:fs";

import { BadChainFile } from "./bad-chain-file.ts";
import type { ChainProgress } from "./chain-progress.ts";

/** What a chain follows from; another one has other blocks after as many steps. */
export type ChainOrigin = Readonly<Record<string, string | number | undefined>>;

/**
 * How far a chain has come, kept in a file that need not be there yet. BadChainFile when it tells of
 * another chain or of nothing.
 */
export function openChainFile(path: string, origin: ChainOrigin): ChainProgress {
  const own = JSON.stringify(origin);
  const kept = readKept(path);
  if (kept !== undefined && JSON.stringify(kept.origin) !== own) {
    throw new BadChainFile(
      `${path} is of another chain: ${JSON.stringify(kept.origin)}, not ${own}`,
    );
  }
  const fresh = `${path}.new`;
  return {
    steps: kept?.steps ?? 0,
    note(steps) {
      // Renaming leaves the old file or the new one, never half of it.
      writeFileSync(fresh, `${JSON.stringify({ origin, steps })}\n`);
      renameSync(fresh, path);
    },
  };
}

type Kept = { readonly origin: unknown; readonly steps: number };

function readKept(path: string): Kept | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const kept = parse(text);
  if (typeof kept === "object" && kept !== null && "origin" in kept && "steps" in kept) {
    const { origin, steps } = kept;
    if (typeof steps === "number" && Number.isSafeInteger(steps) && steps >= 0) {
      return { origin, steps };
    }
  }
  throw new BadChainFile(`${path} does not tell how far a chain has come`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
