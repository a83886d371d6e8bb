import type { Environment } from "../config.ts";
import type { Given } from "./given.ts";
import { UsageError } from "./usage-error.ts";

/** The address that was named: on the command line, or else by the first of some variables. Throws `UsageError`. */
export function databaseUrl(
  env: Environment,
  given: Given,
  variables: readonly [string, ...string[]],
): URL {
  const named = variables.find((name) => (env[name] ?? "") !== "");
  const text = given.text("database-url") ?? (named === undefined ? undefined : env[named]);
  if (text === undefined) {
    throw new UsageError(`say where the log is: ${variables[0]} or --database-url URL`);
  }
  const source = given.text("database-url") === undefined ? (named ?? "") : "--database-url";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^postgres(?:ql)?:$/u.test(url.protocol)) return url;
  throw new UsageError(`${source} must be like postgres://user:password@host:5432/database`);
}
