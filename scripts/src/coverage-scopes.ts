import type { Scope } from "./line-coverage.ts";

/** Percent of lines: of what other code relies on, and of the rules of the business. */
const LEAST = 95;
const LEAST_OF_DOMAIN = 100;

const WORKSPACE = /^(?:(?:packages|services|standins|tools)\/[^/]+|[^/]+)(?=\/src\/)/;
const HELD = /^(packages|services|standins|tools)\//;

/**
 * A file counts for its workspace, and once more for its domain. The rooms that only serve the work on the
 * others (bench, scripts, tidy) are shown, but held to nothing.
 */
export function scopesOf(path: string): readonly Scope[] {
  const name = WORKSPACE.exec(path)?.[0];
  if (name === undefined) return [];
  const workspace: Scope = { name, least: HELD.test(name) ? LEAST : undefined };
  if (!path.startsWith(`${name}/src/domain/`)) return [workspace];
  return [workspace, { name: `${name} domain`, least: LEAST_OF_DOMAIN }];
}
