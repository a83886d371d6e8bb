import { tmpdir } from "node:os";
import { join } from "node:path";

import { ROOT } from "./repository.ts";

/**
 * The environment as it was found, with additions: what a child process of a script starts with. Compiled code is kept
 * from start to start, since the tests start some hundred processes; not when its coverage is measured, which would
 * become vague.
 */
export function inheritedEnvironment(additions: Readonly<Record<string, string>> = {}) {
  const environment: Record<string, string | undefined> = { ...process.env, ...additions };
  if (environment["NODE_V8_COVERAGE"] === undefined) {
    environment["NODE_COMPILE_CACHE"] ??= join(tmpdir(), "node-compile-cache");
  }
  return environment;
}

/** Where the embedded server, the demo and its logs live. */
export function dataDirectory(): string {
  return process.env["HOLDFAST_DATA_DIR"] || join(ROOT, ".holdfast");
}

/** A server that the developer brings; without it the embedded one is started. An empty value counts as not set. */
export function givenDatabase() {
  const { DATABASE_URL, DATABASE_ADMIN_URL } = process.env;
  return {
    databaseUrl: DATABASE_URL || undefined,
    databaseAdminUrl: DATABASE_ADMIN_URL || undefined,
  };
}

/** Whom tokens for development are meant for. */
export const givenAudience = (): string | undefined => process.env["AUTH_AUDIENCE"] || undefined;

export const isProduction = (): boolean => process.env["NODE_ENV"] === "production";
