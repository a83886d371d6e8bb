import { openDatabase } from "@holdfast/postgres";

import { DATABASE_VARIABLES, type Environment } from "../config.ts";
import { chooseSchema } from "../log/choose-schema.ts";
import type { LogPlace } from "../log/log-place.ts";
import { mustSeeAll } from "../log/must-see-all.ts";
import type { Given } from "./given.ts";
import { UsageError } from "./usage-error.ts";

/** One statement looks at a part of a log at a time; whatever takes longer hangs. */
const QUERY_MS_MAX = 60_000;

/** A connected log; disposal closes the connections. */
export type Connected = AsyncDisposable & { readonly place: LogPlace };

/** Connects to the log that was named. Throws `UsageError`, `Refused` or what the database says. */
export async function connect(env: Environment, given: Given): Promise<Connected> {
  const url = urlOf(env, given);
  await using held = new AsyncDisposableStack();
  const database = held.use(
    // An operator would rather know at once that nobody answers.
    openDatabase({
      url: url.href,
      applicationName: "holdfast",
      max: 2,
      holdMs: 0,
      queryTimeoutMs: QUERY_MS_MAX,
    }),
  );
  const schema = await chooseSchema(database, given.text("schema"));
  const role = await mustSeeAll(database, schema);
  const open = held.move();
  return {
    place: { database, schema, label: labelOf(url), role },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** Where that is, without credentials. */
function labelOf({ host, pathname }: URL): string {
  return `${host}${pathname}`;
}

/** The address that was named. Throws `UsageError`. */
function urlOf(env: Environment, given: Given): URL {
  const named = DATABASE_VARIABLES.find((name) => (env[name] ?? "") !== "");
  const text = given.text("database-url") ?? (named === undefined ? undefined : env[named]);
  if (text === undefined) {
    throw new UsageError(`say where the log is: ${DATABASE_VARIABLES[0]} or --database-url URL`);
  }
  const source = given.text("database-url") === undefined ? (named ?? "") : "--database-url";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^postgres(?:ql)?:$/u.test(url.protocol)) return url;
  throw new UsageError(`${source} must be like postgres://user:password@host:5432/database`);
}
