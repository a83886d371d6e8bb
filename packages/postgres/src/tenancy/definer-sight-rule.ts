import type { Transaction } from "../transaction.ts";
import type { TenancyFinding } from "./tenancy-finding.ts";
import { bindsTenant, OF_TENANTS, POLICY, type Policy } from "./tenant-policy.ts";

/** A table, and what one owner of functions sees of it. */
type Sight = {
  readonly owner: string;
  readonly functions: readonly string[];
  readonly table: string;
  /** Whether it owns the table and is bound by no policy of it; a partition has none of its own. */
  readonly isSpared: boolean;
  readonly policies: readonly Policy[];
};

/**
 * That the kernel sees the whole of the log is what its functions are for; of other tables it is not. Policies for
 * everybody are found as those of the judged roles, and without any of these there is nothing to keep apart.
 */
const FIND = `
  select quote_ident(o.rolname) as owner, format('%I.%I', $1::text, t.relname) as table,
    array(
      select oid::regprocedure::text from pg_proc
      where pronamespace = t.relnamespace and prosecdef and proowner = o.oid order by 1
    ) as functions,
    not (t.relrowsecurity and t.relforcerowsecurity) and pg_has_role(o.oid, t.relowner, 'USAGE') as "isSpared",
    array(
      select ${POLICY} from pg_policy as p
      where p.polrelid = t.oid and p.polpermissive
        and exists (select from unnest(p.polroles) as role where role > 0 and pg_has_role(o.oid, role, 'USAGE'))
        and not (t.relname in ('streams', 'events', 'commands', 'snapshots', 'timers')
          and p.polroles = array(select oid from pg_roles where rolname = $3))
    ) as policies
  from pg_roles as o cross join pg_class as t
  where not o.rolsuper and not o.rolbypassrls and exists (select from pg_roles where rolname = any($2))
    and t.relnamespace = to_regnamespace($1) and (t.relrowsecurity or t.relispartition) and ${OF_TENANTS}
    and o.oid in (select proowner from pg_proc where pronamespace = t.relnamespace and prosecdef)
  order by o.rolname, t.relname`;

/** Roles that lend their rights to callers of their functions, and see rows of every tenant. */
export async function seeingDefiners(
  tx: Transaction,
  schema: string,
  { roles, kernel }: { readonly roles: readonly string[]; readonly kernel: string },
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Sight>({ text: FIND, values: [schema, [...roles], kernel] });
  const whole = rows.filter(
    ({ isSpared, policies }) => isSpared || !policies.every((policy) => bindsTenant(policy)),
  );
  return [...Map.groupBy(whole, ({ owner }) => owner)].map(([owner, sights]) => {
    const tables = sights.map(({ table }) => table).join(", ");
    return {
      code: "definer_unbound",
      subject: owner,
      problem: `lends its rights to ${some(sights[0]?.functions ?? [])}, and sees all tenants of ${tables}`,
      remedy: `give the functions another owner, or force policies on ${tables} that bind ${owner}`,
    };
  });
}

const NAMED_MAX = 3;

function some(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return [...names.slice(0, NAMED_MAX), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
