import { openDatabase } from "@holdfast/postgres";

import { DATABASE_VARIABLES, type Environment } from "../config.ts";
import { chooseSchema } from "../log/choose-schema.ts";
import type { LogPlace } from "../log/log-place.ts";
import { mustSeeAll } from "../log/must-see-all.ts";
import { databaseUrl } from "./database-url.ts";
import type { Given } from "./given.ts";

/** One statement looks at a part of a log at a time; whatever takes longer hangs. */
const QUERY_MS_MAX = 60_000;

/** A connected log; disposal closes the connections. */
export type Connected = AsyncDisposable & { readonly place: LogPlace };

/** Connects to the log that was named. Throws `UsageError`, `Refused` or what the database says. */
export async function connect(env: Environment, given: Given): Promise<Connected> {
  const url = databaseUrl(env, given, DATABASE_VARIABLES);
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
