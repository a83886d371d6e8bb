import type { SqlSession } from "../sql-session.ts";

/** What the schema of a service is made of, in words that leave out the name of the schema. */
export type SchemaShape = {
  readonly tables: readonly TableShape[];
  readonly foreignKeys: readonly ForeignKey[];
  /** All other constraints but `not null`; those that others stand on first. */
  readonly constraints: readonly PartOfTable[];
  /** Those that no constraint brings with it. */
  readonly indexes: readonly PartOfTable[];
  /** In an order in which they can be made. */
  readonly views: readonly ViewShape[];
  readonly sequences: readonly string[];
};

/** A table, with the columns that are stored: those that are generated come of themselves. */
export type TableShape = { readonly name: string; readonly columns: readonly Column[] };

/** A column, with its type as PostgreSQL writes it. */
export type Column = { readonly name: string; readonly type: string };

/** An index or a constraint, as PostgreSQL would have it written. */
export type PartOfTable = {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
};

/** A constraint, with the table it refers to. */
export type ForeignKey = PartOfTable & { readonly refers: string };

/** A view, with who may do what with it beside its owner. */
export type ViewShape = {
  readonly name: string;
  readonly definition: string;
  readonly options: readonly string[];
  readonly grants: readonly Grant[];
};

/** `to` is null for everybody. */
export type Grant = { readonly to: string | null; readonly privilege: string };

/** Reads the shape as of the session's snapshot. Its `search_path` is set to the schema for the rest of the transaction. */
export async function readShape(session: SqlSession, schema: string): Promise<SchemaShape> {
  // What is on the path is written without the name of its schema.
  await session.query({ text: `set local search_path = ${schema}` });
  const values = [schema];
  const tables = await session.query<TableShape>({ text: TABLES, values });
  const constraints = await session.query<PartOfTable>({ text: CONSTRAINTS, values });
  const foreignKeys = await session.query<ForeignKey>({ text: FOREIGN_KEYS, values });
  const indexes = await session.query<PartOfTable>({ text: INDEXES, values });
  const views = await session.query<ViewShape>({ text: VIEWS, values });
  const sequences = await session.query<{ readonly name: string }>({ text: SEQUENCES, values });
  return {
    tables: tables.rows,
    constraints: constraints.rows,
    foreignKeys: foreignKeys.rows,
    indexes: indexes.rows,
    views: views.rows,
    sequences: sequences.rows.map(({ name }) => name),
  };
}

const OF_SCHEMA = "t.relkind = 'r' and t.relnamespace = $1::regnamespace";

const TABLES = `
  select t.relname::text as name, coalesce(
    json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      filter (where a.attname is not null), '[]') as columns
  from pg_class t
  left join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where ${OF_SCHEMA}
  group by t.oid, t.relname order by t.relname collate "C"`;

/** Keys before checks, so that what needs an index is there. */
const CONSTRAINTS = `
  select t.relname::text as table, k.conname::text as name, pg_get_constraintdef(k.oid) as definition
  from pg_constraint k join pg_class t on t.oid = k.conrelid
  where ${OF_SCHEMA} and k.contype in ('p', 'u', 'x', 'c')
  order by k.contype = 'c', t.relname collate "C", k.conname collate "C"`;

const FOREIGN_KEYS = `
  select t.relname::text as table, k.conname::text as name, pg_get_constraintdef(k.oid) as definition,
    f.relname::text as refers
  from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_class f on f.oid = k.confrelid
  where ${OF_SCHEMA} and k.contype = 'f' and k.conparentid = 0
  order by t.relname collate "C", k.conname collate "C"`;

/** PostgreSQL names the schema of an index's table whatever the path is. */
const INDEXES = `
  select t.relname::text as table, i.relname::text as name,
    regexp_replace(pg_get_indexdef(i.oid), ' ON (ONLY )?' || quote_ident($1::text) || '\\.', ' ON \\1') as definition
  from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
  where ${OF_SCHEMA} and x.indisvalid
    and not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))
  order by t.relname collate "C", i.relname collate "C"`;

/** By age, since a view is younger than what it reads. */
const VIEWS = `
  select v.relname::text as name, pg_get_viewdef(v.oid) as definition, coalesce(v.reloptions, '{}') as options,
    (select coalesce(json_agg(json_build_object('to', r.rolname, 'privilege', g.privilege_type)
       order by r.rolname, g.privilege_type), '[]')
     from aclexplode(v.relacl) g left join pg_roles r on r.oid = g.grantee
     where g.grantee <> v.relowner) as grants
  from pg_class v where v.relkind = 'v' and v.relnamespace = $1::regnamespace
  order by v.oid`;

const SEQUENCES = `
  select s.relname::text as name from pg_class s
  where s.relkind = 'S' and s.relnamespace = $1::regnamespace order by s.relname collate "C"`;
