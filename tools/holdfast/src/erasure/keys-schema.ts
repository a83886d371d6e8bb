import { Refused } from "../cli/refused.ts";
import { UsageError } from "../cli/usage-error.ts";
import type { LogPlace } from "../log/log-place.ts";

/** Schemas that hold keys of subjects which the present user may destroy. */
const FIND = `
  select nspname::text as name from pg_class as c join pg_namespace as n on n.oid = relnamespace
  where relname = 'subject_keys' and relkind = 'r' and has_schema_privilege(n.oid, 'usage')
    and has_any_column_privilege(c.oid, 'update')
  order by 1`;

/** This service erases nobody here: there is no schema of keys, or this user may not destroy any. */
class KeysSchemaMissing extends Refused {}

/** The schema of the keys: the one that was named, the log's own, or the only one. Throws `KeysSchemaMissing`. */
export async function keysSchemaOf(
  { database, schema, role }: LogPlace,
  asked: string | undefined,
): Promise<string> {
  const { rows } = await database.read<{ name: string }>({ text: FIND });
  const names = rows.map(({ name }) => name);
  const own = `${schema}_keys`;
  const wanted = asked ?? (names.includes(own) ? own : undefined);
  if (wanted !== undefined && names.includes(wanted)) return wanted;
  const [only, ...others] = names;
  if (only === undefined || wanted !== undefined) {
    const there = only === undefined ? "" : `; there is: ${names.join(", ")}`;
    throw new KeysSchemaMissing(
      `no keys that ${role} may destroy are in ${wanted ?? "this database"}${there}\n` +
        "a service that can erase people seals their data by keys in a schema of their own, which\n" +
        "subjectKeyMigrations of @holdfast/postgres/erasure make; name it by --keys-schema where it is not SCHEMA_keys",
    );
  }
  if (others.length === 0) return only;
  throw new UsageError(`say whose keys: --keys-schema NAME; there is: ${names.join(", ")}`);
}
