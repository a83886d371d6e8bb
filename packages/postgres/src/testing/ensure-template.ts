import { createHash } from "node:crypto";

import type { Client } from "pg";

import { adminSettings } from "../admin-settings.ts";
import { subjectKeyMigrations } from "../erasure/subject-key-migrations.ts";
import { eventStoreMigrations } from "../event-store/event-store-migrations.ts";
import { migrate } from "../migrations/migrate.ts";
import { readMigrations } from "../migrations/read-migrations.ts";
import { openClient } from "../open-client.ts";
import { openDatabase } from "../open-database.ts";
import { serviceRoles } from "../roles/service-roles.ts";
import { tenancyFindings } from "../tenancy/tenancy-findings.ts";
import { TenancyUnsafe } from "../tenancy/tenancy-unsafe.ts";
import { databaseUrl } from "./database-url.ts";

type TemplateOptions = {
  readonly service: string;
  readonly schema: string;
  readonly migrations?: URL | string;
  readonly hasEventStore?: boolean;
  readonly keysSchema?: string;
};

/** Makes sure that there is a database migrated with exactly these files; returns its name. */
export async function ensureTemplate(adminUrl: string, options: TemplateOptions): Promise<string> {
  const name = await templateName(options);
  await using client = await openClient(adminSettings(adminUrl, "holdfast-test"));
  if (await isReady(client, name)) return name;
  // Of several test files that want it one makes it. The lock ends with the connection.
  await client.query(`set lock_timeout = ${TURN_MS_MAX}`);
  await client.query(`select pg_advisory_lock(hashtextextended('${name}', 0))`);
  if (await isReady(client, name)) return name;
  // What is there was left unfinished.
  await client.query(`drop database if exists ${name} with (force)`);
  await client.query(`create database ${name}`);
  const { service } = options;
  const url = databaseUrl(adminUrl, name);
  const folders = foldersOf(options);
  for (const folder of folders) await migrate({ url, service, ...folder });
  for (const schema of new Set(folders.map((folder) => folder.schema))) {
    await refuseUnsafe(url, { service, schema });
  }
  // The mark that it is complete; and a copy fails while somebody is connected.
  await client.query(`alter database ${name} is_template true allow_connections false`);
  return name;
}

/** What the migrations made is judged once for all test files; a single plain user separates nothing anyway. */
async function refuseUnsafe(
  url: string,
  { service, schema }: Pick<TemplateOptions, "service" | "schema">,
): Promise<void> {
  await using database = openDatabase({ url, applicationName: "holdfast-test", max: 1 });
  const { app, kernel } = serviceRoles(service);
  const findings = await tenancyFindings(database, { schema, roles: [app], kernel });
  if (findings.length > 0) throw new TenancyUnsafe(schema, findings);
}

/** Longer than any set of migrations should take on an empty database. */
const TURN_MS_MAX = 120_000;

/** The event store's files come before those of the service, which may refer to them. */
function foldersOf({ schema, migrations, hasEventStore = false, keysSchema }: TemplateOptions) {
  return [
    ...(hasEventStore ? [{ schema, ...eventStoreMigrations }] : []),
    ...(migrations === undefined ? [] : [{ schema, directory: migrations }]),
    ...(keysSchema === undefined ? [] : [{ schema: keysSchema, ...subjectKeyMigrations }]),
  ];
}

async function templateName(options: TemplateOptions): Promise<string> {
  const folders = foldersOf(options);
  const files = await Promise.all(folders.map(({ directory }) => readMigrations(directory)));
  const places = [options.service, options.schema, options.keysSchema ?? ""];
  const contents = [...places, ...files.flat().map((file) => file.checksum)];
  const hash = createHash("sha256").update(contents.join("\n")).digest("hex");
  return `holdfast_template_${hash.slice(0, HASH_DIGITS)}`;
}

/** 64 bits tell apart more templates than anybody will ever have. */
const HASH_DIGITS = 16;

async function isReady(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query({
    text: "select from pg_database where datname = $1 and datistemplate",
    values: [name],
  });
  return rows.length > 0;
}
