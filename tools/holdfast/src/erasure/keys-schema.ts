import { Refused } from "../cli/refused.ts";
import { UsageError } from "../cli/usage-error.ts";
import type { LogPlace } from "../log/log-place.ts";
import { seesAllOf } from "../log/must-see-all.ts";

/** Schemas that hold keys of subjects which the present user sees all of, and may destroy. */
const FIND = `
  select nspname::text as name from pg_class as c join pg_namespace as n on n.oid = relnamespace
  where relname = 'subject_keys' and relkind = 'r' and has_schema_privilege(n.oid, 'usage')
    and has_any_column_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'select') and ${seesAllOf("c.oid")}
  order by 1`;

/** This service erases nobody here: there is no schema of keys, or this user may not destroy any. */
class KeysSchemaMissing extends Refused {}

/** The schema of the keys: the one that was named, the log's own, or the only one. Throws `KeysSchemaMissing`. */
export async function keysSchemaOf(place: LogPlace, asked: string | undefined): Promise<string> {
  const { found, wanted, names } = await look(place, asked);
  if (found !== undefined) return found;
  if (names.length === 0 || wanted !== undefined) {
    const there = names.length === 0 ? "" : `; there is: ${names.join(", ")}`;
    throw new KeysSchemaMissing(
      `no keys that ${place.role} may destroy are in ${wanted ?? "this database"}${there}\n` +
        "a service that can erase people seals their data by keys in a schema of their own, which\n" +
        "subjectKeyMigrations of @holdfast/postgres/erasure make; name it by --keys-schema where it is not SCHEMA_keys",
    );
  }
  throw new UsageError(`say whose keys: --keys-schema NAME; there is: ${names.join(", ")}`);
}

/** The schema that is the log's own by its name; undefined if there is none, or the user does not see all of it. */
export async function ownKeysSchema(place: LogPlace): Promise<string | undefined> {
  return (await look(place, undefined)).wanted;
}

/** What is meant: what was named, or the log's own, or whatever is the only one there. */
async function look({ database, schema }: LogPlace, asked: string | undefined) {
  const { rows } = await database.read<{ name: string }>({ text: FIND });
  const names = rows.map(({ name }) => name);
  const own = `${schema}_keys`;
  const wanted = asked ?? (names.includes(own) ? own : undefined);
  const only = names.length === 1 ? names[0] : undefined;
  const found = wanted === undefined ? only : names.find((name) => name === wanted);
  return { found, wanted, names };
}
