import { tmpdir } from "node:os";
import { join } from "node:path";

/** The server to measure on, as one who may create databases and roles; undefined means an embedded one. */
export function givenServer(): string | undefined {
  return process.env["DATABASE_ADMIN_URL"] || process.env["DATABASE_URL"] || undefined;
}

/** What a program of the bench finds around it: a process that is started often starts twice as fast from the cache. */
export const childEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  // Node's own default place.
  NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"),
});
