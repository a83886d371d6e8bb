import type { Transaction } from "../transaction.ts";
import type { TenancyFinding } from "./tenancy-finding.ts";

type Default = { readonly subject: string; readonly remedy: string };

/** Defaults that new connections of the judged roles begin with. The name of a setting may be in any case. */
const DEFAULTS = `
  select case when s.setrole > 0 then pg_get_userbyid(s.setrole)::text
      else coalesce('database ' || d.datname, 'all roles') end as subject,
    'alter ' || case when s.setrole > 0
      then 'role ' || quote_ident(pg_get_userbyid(s.setrole)) || coalesce(' in database ' || quote_ident(d.datname), '')
      else coalesce('database ' || quote_ident(d.datname), 'role all') end || ' reset app.tenant_id' as remedy
  from pg_db_role_setting as s left join pg_database as d on d.oid = s.setdatabase
  where exists (select from unnest(s.setconfig) as setting where lower(setting) like 'app.tenant\\_id=_%')
    and (s.setdatabase = 0 or d.datname = current_database())
    and (s.setrole = 0 or pg_get_userbyid(s.setrole) = any($1))
  order by 1, 2`;

const PRESENT = `select nullif(current_setting('app.tenant_id', true), '') is not null as has, current_user::text as me`;

/** Tenants that transactions have which have set none: they would see its rows instead of nothing. */
export async function givenTenants(
  tx: Transaction,
  roles: readonly string[],
): Promise<readonly TenancyFinding[]> {
  const code = "tenant_by_default";
  const { rows } = await tx.query<Default>({ text: DEFAULTS, values: [[...roles]] });
  if (rows.length > 0) {
    const problem =
      "has a default for app.tenant_id, which transactions without a tenant then have";
    return rows.map((row) => ({ code, ...row, problem }));
  }
  const [present] = (await tx.query<{ has: boolean; me: string }>({ text: PRESENT })).rows;
  if (present?.has !== true) return [];
  return [
    {
      code,
      subject: present.me,
      problem: "is connected with a tenant that no transaction has set",
      remedy: "take app.tenant_id out of the address, and out of the server's configuration",
    },
  ];
}
