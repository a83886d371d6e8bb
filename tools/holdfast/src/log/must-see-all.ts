import type { Database } from "@holdfast/postgres";

import { Refused } from "../cli/refused.ts";

type Row = { readonly role: string; readonly mayRead: boolean; readonly seesAll: boolean };

/**
 * SQL: whether the present user sees every row of a table, which is named by an expression of the type regclass or oid. A policy
 * that lets everything through is what the system role has; a superuser is bound by none.
 */
export function seesAllOf(table: string): string {
  return `(not row_security_active(${table}) or exists (
    select from pg_policy, unnest(polroles) as role
    where polrelid = ${table} and polpermissive and polcmd in ('r', '*')
      and pg_get_expr(polqual, polrelid) = 'true' and (role = 0 or pg_has_role(role, 'usage'))
  ))`;
}

const LOOK = `
  select current_user::text as role,
    has_table_privilege($1 || '.events', 'select') and has_table_privilege($1 || '.log_head', 'select') as "mayRead",
    ${seesAllOf("($1 || '.events')::regclass")} as "seesAll"`;

/** Whoever sees a part of a log takes it for the whole. Returns the present user; throws `Refused`. */
export async function mustSeeAll(database: Database, schema: string): Promise<string> {
  const { rows } = await database.read<Row>({ text: LOOK, values: [schema] });
  const [row] = rows;
  if (row?.mayRead === true && row.seesAll) return row.role;
  throw new Refused(
    `${row?.role ?? "this user"} does not see every tenant of ${schema}: ` +
      "name the system role of the service, by DATABASE_SYSTEM_URL or --database-url",
  );
}
