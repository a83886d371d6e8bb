import { join } from "node:path";

import { ROOT } from "./repository.ts";

/** The environment as it was found, with additions: what a child process of a script starts with. */
export function inheritedEnvironment(additions: Readonly<Record<string, string>> = {}) {
  return { ...process.env, ...additions };
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
