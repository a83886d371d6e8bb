import type { Transaction } from "../transaction.ts";
import type { TenancyFinding } from "./tenancy-finding.ts";
import { bindsTenant, OF_TENANTS, POLICY, type Policy, WANTED } from "./tenant-policy.ts";

type Row = {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly isForced: boolean;
  readonly isReachable: boolean;
  /** Those that let one of the roles see or write rows. */
  readonly policies: readonly Policy[];
};

/** Partitions are reached by their parent alone, whose policies then count. */
const FIND = `
  with judged as (select oid from pg_roles where rolname = any($2))
  select format('%I.%I', $1::text, t.relname) as name,
    t.relrowsecurity as "isEnabled", t.relforcerowsecurity as "isForced",
    exists (
      select from judged where has_any_column_privilege(judged.oid, t.oid, 'SELECT, INSERT, UPDATE')
        or has_table_privilege(judged.oid, t.oid, 'DELETE')
    ) as "isReachable",
    array(
      select ${POLICY} from pg_policy as p
      where p.polrelid = t.oid and p.polpermissive and exists (
        select from judged, unnest(p.polroles) as role where role = 0 or pg_has_role(judged.oid, role, 'MEMBER')
      )
      order by p.polname
    ) as policies
  from pg_class as t
  where t.relnamespace = to_regnamespace($1) and not t.relispartition and ${OF_TENANTS}
  order by t.relname`;

/** Tables with a `tenant_id` whose rows are not bound to the tenant of the transaction. */
export async function unguardedTables(
  tx: Transaction,
  schema: string,
  roles: readonly string[],
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Row>({ text: FIND, values: [schema, [...roles]] });
  return rows.flatMap((row) => [...switchedOff(row), ...wrongPolicies(row)]);
}

function switchedOff({ name, isEnabled, isForced }: Row): readonly TenancyFinding[] {
  const found: TenancyFinding[] = [];
  if (!isEnabled) {
    found.push({
      code: "rls_disabled",
      subject: name,
      problem: "has a tenant_id and no row-level security",
      remedy: `alter table ${name} enable row level security`,
    });
  }
  if (!isForced) {
    found.push({
      code: "rls_not_forced",
      subject: name,
      problem: "has policies that do not bind its owner",
      remedy: `alter table ${name} force row level security`,
    });
  }
  return found;
}

function wrongPolicies({ name, isReachable, policies }: Row): readonly TenancyFinding[] {
  if (isReachable && policies.length === 0) {
    return [
      {
        code: "policy_missing",
        subject: name,
        problem: "has no policy for the role of requests",
        remedy: `create policy tenant on ${name} to … using (${WANTED}) with check (…the same)`,
      },
    ];
  }
  const wrong = policies.filter((policy) => !bindsTenant(policy));
  return wrong.map((policy) => ({
    code: "policy_differs",
    subject: name,
    problem: `has the policy ${policy.name}, which lets the role of requests see or write other rows than its tenant's`,
    remedy: `drop it, revoke the role that it is for, or give it the expression: ${WANTED}`,
  }));
}
