/** A policy that lets rows through, as PostgreSQL prints its expressions with only its own functions on the path. */
export type Policy = {
  readonly name: string;
  readonly using: string | null;
  readonly check: string | null;
};

/** SQL: the policy `p` as such an object. */
export const POLICY = `json_build_object('name', quote_ident(p.polname), 'using', pg_get_expr(p.polqual, p.polrelid),
  'check', pg_get_expr(p.polwithcheck, p.polrelid))`;

/** SQL: the tables `t` with a `tenant_id`. */
export const OF_TENANTS = `t.relkind in ('r', 'p')
  and exists (select from pg_attribute where attrelid = t.oid and attname = 'tenant_id' and not attisdropped)`;

/** What the one policy says. */
export const WANTED =
  "tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)";

/** That; or the same read anew for each row, as a statement needs it that goes from tenant to tenant. */
const TENANT =
  /^\((?:tenant_id = \(\s*SELECT \(?NULLIF\(current_setting\('app\.tenant_id'::text, true\), ''::text\)\)?::uuid AS "nullif"\)|\(tenant_id\)::text = current_setting\('app\.tenant_id'::text, true\))\)$/u;

/** Whether it lets through the rows of the transaction's tenant alone. */
export function bindsTenant({ using, check }: Policy): boolean {
  return isTenant(using) && isTenant(check);
}

/** An expression that is left out lets nothing through, or is that of the other clause. */
function isTenant(expression: string | null): boolean {
  return expression === null || TENANT.test(expression);
}
