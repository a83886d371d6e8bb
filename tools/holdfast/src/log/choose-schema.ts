import type { Database } from "@holdfast/postgres";

import { Refused } from "../cli/refused.ts";
import { UsageError } from "../cli/usage-error.ts";

/** Schemas that hold a log and that the present user may enter. */
const FIND = `
  select nspname::text as name from pg_namespace as n
  where has_schema_privilege(n.oid, 'usage') and 2 = (
    select count(*) from pg_class where relnamespace = n.oid and relkind = 'r' and relname in ('log_head', 'events')
  )
  order by 1`;

/** The schema that was asked for, or the only one. Throws `UsageError` or `Refused`. */
export async function chooseSchema(database: Database, asked: string | undefined): Promise<string> {
  const { rows } = await database.read<{ name: string }>({ text: FIND });
  const names = rows.map(({ name }) => name);
  const there = names.length === 0 ? "there is none" : `there is: ${names.join(", ")}`;
  if (asked !== undefined) {
    if (names.includes(asked)) return asked;
    throw new Refused(`no log in the schema ${asked} that this user may enter; ${there}`);
  }
  const [only, ...others] = names;
  if (only === undefined) throw new Refused("this database has no log that this user may enter");
  if (others.length > 0) throw new UsageError(`say which log: --schema NAME; ${there}`);
  return only;
}
