import type { Transaction } from "../transaction.ts";
import type { TenancyFinding } from "./tenancy-finding.ts";

type Row = {
  readonly name: string;
  readonly owner: string;
  readonly isUnbound: boolean;
  /** Where it finds names; null if wherever its caller does. */
  readonly path: string | null;
  readonly isPinned: boolean;
};

/** Between PostgreSQL's own schema and that of temporary tables, which is searched first where it is not named. */
const FIND = `
  with judged as (select oid from pg_roles where rolname = any($2))
  select f.oid::regprocedure::text as name, quote_ident(r.rolname) as owner,
    r.rolsuper or r.rolbypassrls as "isUnbound", p.path,
    coalesce(p.path = 'pg_catalog, pg_temp' or p.path = format('pg_catalog, %I, pg_temp', $1::text) and not exists (
      select from judged where has_schema_privilege(judged.oid, f.pronamespace, 'CREATE')
    ), false) as "isPinned"
  from pg_proc as f join pg_roles as r on r.oid = f.proowner
  left join lateral (
    select regexp_replace(substr(setting, length('search_path=') + 1), '\\s*,\\s*', ', ', 'g') as path
    from unnest(f.proconfig) as setting where setting like 'search\\_path=%'
  ) as p on true
  where f.pronamespace = to_regnamespace($1) and f.prosecdef order by 1`;

/** Functions that run with rights of their own and could be led astray, or bypass every policy. */
export async function unsafeDefiners(
  tx: Transaction,
  schema: string,
  roles: readonly string[],
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Row>({ text: FIND, values: [schema, [...roles]] });
  return rows.flatMap((row) => [...unpinned(row), ...unbound(row)]);
}

function unpinned({ name, path, isPinned }: Row): readonly TenancyFinding[] {
  if (isPinned) return [];
  const where = path === null ? "the caller's search_path" : `the search_path ${path}`;
  return [
    {
      code: "definer_search_path",
      subject: name,
      problem: `runs with its owner's rights and finds names on ${where}`,
      remedy: `alter function ${name} set search_path = pg_catalog, pg_temp`,
    },
  ];
}

function unbound({ name, owner, isUnbound }: Row): readonly TenancyFinding[] {
  if (!isUnbound) return [];
  return [
    {
      code: "definer_unbound",
      subject: name,
      problem: `runs with the rights of ${owner}, whom no policy binds`,
      remedy: `alter function ${name} owner to the service's kernel or owner role`,
    },
  ];
}
