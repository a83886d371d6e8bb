import type { ServiceRoles } from "../roles/service-roles.ts";
import type { SqlSession } from "../sql-session.ts";
import { renderMigration } from "./render-migration.ts";
import { schemaName } from "./schema-name.ts";

/** Creates the schema and the table of what was applied, in a transaction; leaves what is there already. */
export async function prepareSchema(
  session: SqlSession,
  schema: string,
  roles: ServiceRoles,
): Promise<void> {
  const { rows } = await session.query({
    text: "select from pg_namespace where nspname = $1",
    values: [schemaName(schema)],
  });
  if (rows.length === 0) {
    await session.query({ text: renderMigration(CREATE_SCHEMA, schema, roles) });
  }
  await session.query({ text: renderMigration(CREATE_TABLE, schema, roles) });
}

const CREATE_SCHEMA = "create schema {{schema}} authorization {{owner}}";

/** The kernel role must be able to create in a schema to be made the owner of a function in it. */
const CREATE_TABLE = `
  set local role {{owner}};
  grant usage on schema {{schema}} to {{app}}, {{system}};
  grant usage, create on schema {{schema}} to {{kernel}};
  create table if not exists {{schema}}.migration (
    series text not null,
    number integer not null,
    name text not null,
    checksum text not null,
    breaking boolean not null,
    applied_at timestamptz not null default clock_timestamp(),
    primary key (series, number)
  );
  grant select on {{schema}}.migration to {{app}}, {{system}};`;
