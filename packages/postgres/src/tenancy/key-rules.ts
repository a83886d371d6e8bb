import type { Transaction } from "../transaction.ts";
import type { TenancyFinding } from "./tenancy-finding.ts";
import { OF_TENANTS } from "./tenant-policy.ts";

/** A key of a table. */
type Row = { readonly name: string; readonly key: string };

/**
 * Whoever may write rows learns from a key that is taken that somebody has it. Tables that requests reach by functions of
 * the kernel alone, as those of the log, have keys that no request chooses. Rows of a partition are written by its parent.
 */
const KEYS = `
  with judged as (select oid from pg_roles where rolname = any($2))
  select format('%I.%I', $1::text, t.relname) as name, quote_ident(i.relname) as key
  from pg_class as t join pg_index as x on x.indrelid = t.oid join pg_class as i on i.oid = x.indexrelid
  where t.relnamespace = to_regnamespace($1) and ${OF_TENANTS}
    and (x.indisunique or x.indisexclusion) and not i.relispartition
    and not exists (
      select from pg_attribute where attrelid = t.oid and attnum = x.indkey[0] and attname = 'tenant_id'
    )
    and exists (
      select from judged
      where has_any_column_privilege(judged.oid, coalesce(pg_partition_root(t.oid), t.oid), 'INSERT, UPDATE')
    )
  order by t.relname, i.relname`;

/** Unique keys by which one tenant learns what another one has. */
export async function tellingKeys(
  tx: Transaction,
  schema: string,
  roles: readonly string[],
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Row>({ text: KEYS, values: [schema, [...roles]] });
  return rows.map(({ name, key }) => ({
    code: "key_without_tenant",
    subject: name,
    problem: `has the unique key ${key}, by which a tenant learns what others have`,
    remedy: `make tenant_id its first column`,
  }));
}

/** Foreign keys are checked by the owner of the table that they point at, whom they show every row. */
const REFERENCES = `
  with t as (
    select t.oid, t.relnamespace, t.relname, a.attnum from pg_class as t join pg_attribute as a on a.attrelid = t.oid
    where a.attname = 'tenant_id' and not a.attisdropped
  )
  select format('%I.%I', $1::text, own.relname) as name, quote_ident(c.conname) as key
  from pg_constraint as c join t as own on own.oid = c.conrelid join t as other on other.oid = c.confrelid
  where c.contype = 'f' and c.conparentid = 0 and own.relnamespace = to_regnamespace($1) and not exists (
    select from generate_subscripts(c.conkey, 1) as i where (c.conkey[i], c.confkey[i]) = (own.attnum, other.attnum)
  )
  order by own.relname, c.conname`;

/** Foreign keys between tables of tenants that may point at the rows of another tenant. */
export async function crossingReferences(
  tx: Transaction,
  schema: string,
): Promise<readonly TenancyFinding[]> {
  const { rows } = await tx.query<Row>({ text: REFERENCES, values: [schema] });
  return rows.map(({ name, key }) => ({
    code: "reference_without_tenant",
    subject: name,
    problem: `has the foreign key ${key}, which no policy binds and which may point at another tenant's row`,
    remedy: `let it begin with tenant_id, on both sides`,
  }));
}
