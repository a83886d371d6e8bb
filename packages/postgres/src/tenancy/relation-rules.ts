import type { Transaction } from "../transaction.ts";
import type { TenancyFinding } from "./tenancy-finding.ts";

type Named = { readonly name: string };

const VIEWS = `
  select format('%I.%I', $1::text, relname) as name from pg_class
  where relnamespace = to_regnamespace($1) and relkind = 'v' and not exists (
    select from pg_options_to_table(reloptions)
    where option_name = 'security_invoker' and option_value::boolean
  )
  order by relname`;

/** Views that show what their owner may see, whoever asks. */
export async function viewsOfTheirOwner(
  tx: Transaction,
  schema: string,
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Named>({ text: VIEWS, values: [schema] });
  return rows.map(({ name }) => ({
    code: "view_of_its_owner",
    subject: name,
    problem: "is a view that shows what its owner may see",
    remedy: `alter view ${name} set (security_invoker = true)`,
  }));
}

/** A right that was given: to whom, or to everybody where there is no name. */
type Given = Named & { readonly right: string; readonly grantee: string };

/** What was given on whole relations and on single columns, to the judged roles or to whom they belong to. */
const GIVEN = `
  with judged as (select oid from pg_roles where rolname = any($2)),
  given as (
    select c.oid, c.relname, c.relkind, c.relispartition, c.relowner, acl.privilege_type as "right", acl.grantee
    from pg_class as c, aclexplode(c.relacl) as acl where c.relnamespace = to_regnamespace($1)
    union
    select c.oid, c.relname, c.relkind, c.relispartition, c.relowner, acl.privilege_type, acl.grantee
    from pg_class as c join pg_attribute as a on a.attrelid = c.oid, aclexplode(a.attacl) as acl
    where c.relnamespace = to_regnamespace($1)
  ),
  reaching as (
    select format('%I.%I', $1::text, relname) as name, relkind, relispartition, "right",
      case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end as grantee
    from given
    where grantee = 0 or exists (select from judged where pg_has_role(judged.oid, grantee, 'MEMBER'))
  )`;

const COPIES = `${GIVEN}
  select name, string_agg(distinct grantee, ', ' order by grantee) as grantee,
    case relkind when 'm' then 'materialised view' when 'f' then 'foreign table' else 'partition' end as "right"
  from reaching where relkind in ('m', 'f') or relispartition group by name, relkind order by name`;

/** Relations that hold rows of tenants and have no policies of their own, or others than their parent. */
export async function reachableCopies(
  tx: Transaction,
  schema: string,
  roles: readonly string[],
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Given>({ text: COPIES, values: [schema, [...roles]] });
  return rows.map(({ name, right, grantee }) => ({
    code: "copy_reachable",
    subject: name,
    problem: `is a ${right} that the role of requests reaches past the policies`,
    remedy: `revoke all on ${name} from ${grantee}`,
  }));
}

const TOO_MUCH = `${GIVEN}
  select name, lower("right") as "right", grantee from reaching
  where "right" in ('TRUNCATE', 'REFERENCES', 'TRIGGER') order by name, "right", grantee`;

/** Rights that policies do not bind: emptying a table, pointing at its keys, running code in others' transactions. */
export async function tooManyRights(
  tx: Transaction,
  schema: string,
  roles: readonly string[],
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Given>({ text: TOO_MUCH, values: [schema, [...roles]] });
  return rows.map(({ name, right, grantee }) => ({
    code: "privilege_too_many",
    subject: name,
    problem: `gives ${right} to ${grantee}, which no policy binds`,
    remedy: `revoke ${right} on ${name} from ${grantee}`,
  }));
}
