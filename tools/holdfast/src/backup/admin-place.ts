import { openDatabase } from "@holdfast/postgres";

import { databaseUrl } from "../cli/database-url.ts";
import type { Given } from "../cli/given.ts";
import { UsageError } from "../cli/usage-error.ts";
import { ADMIN_VARIABLES, type Environment } from "../config.ts";
import { chooseSchema } from "../log/choose-schema.ts";

/** Which schema of which service, and as whom. */
export type AdminPlace = {
  readonly url: string;
  readonly service: string;
  readonly schema: string;
};

/** The address of the user that backs up or restores. Throws `UsageError`. */
export function adminUrl(env: Environment, given: Given): string {
  return databaseUrl(env, given, ADMIN_VARIABLES).href;
}

/** What is to be backed up: a schema that was named, or the only one with a log. Throws `UsageError` or `Refused`. */
export async function adminPlace(env: Environment, given: Given): Promise<AdminPlace> {
  const url = adminUrl(env, given);
  await using database = openDatabase({ url, applicationName: "holdfast", max: 1, holdMs: 0 });
  // A service need not have a log: what was named is looked for by the backup itself.
  const schema = given.text("schema") ?? (await chooseSchema(database, undefined));
  if (!PLAIN.test(schema)) throw new UsageError(`--schema must be a plain name: ${schema}`);
  const text = "select nspowner::regrole::text as owner from pg_namespace where nspname = $1";
  const { rows } = await database.read<{ owner: string }>({ text, values: [schema] });
  const owner = (rows[0]?.owner ?? "").replaceAll('"', "");
  // The roles of a service are named after it; one plain user owns the schemas of all.
  const named = owner.endsWith("_owner") ? owner.slice(0, -"_owner".length) : schema;
  return { url, schema, service: serviceOf(given) ?? named };
}

/** The service that was named. Throws `UsageError`. */
export function serviceOf(given: Given): string | undefined {
  const service = given.text("service");
  if (service === undefined || SERVICE.test(service)) return service;
  throw new UsageError(`--service must be the name of a service: ${service}`);
}

const PLAIN = /^[a-z_][a-z0-9_]*$/u;
const SERVICE = /^[a-z][a-z0-9_-]{0,49}$/u;
