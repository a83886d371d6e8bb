import { type Client, escapeIdentifier, escapeLiteral } from "pg";

import { adminSettings } from "../admin-settings.ts";
import { atomically } from "../atomically.ts";
import { openClient } from "../open-client.ts";
import { sqlState } from "../sql-state.ts";
import { resolveRoles } from "./resolve-roles.ts";
import { serviceRoles, type ServiceRoles } from "./service-roles.ts";

/** What the two roles that log in shall be like. */
export type EnsureRolesOptions = {
  /** Passwords to set. Without one a new role can log in only as `pg_hba.conf` lets it. */
  readonly passwords?: { readonly app: string; readonly system: string };
};

/**
 * Creates what is missing of the four roles of a service and lets the two that log in connect to
 * the database of the URL. May be called again and by several processes at once. A user without
 * the right to create roles changes nothing; then the roles that migrations will use are returned
 * as they are: all there, or the user alone. Throws `RolesUnusable` for anything between.
 */
export async function ensureRoles(
  adminUrl: string,
  service: string,
  options: EnsureRolesOptions = {},
): Promise<ServiceRoles> {
  const wanted = serviceRoles(service);
  await using client = await openClient(adminSettings(adminUrl, `${service}-roles`));
  const admin = await whoAmI(client);
  if (!admin.mayCreateRoles) return await resolveRoles(client, service);
  await settled(() =>
    atomically(client, async () => {
      // Roles belong to the whole server and this lock only to one database, hence also `settled`.
      await client.query("select pg_advisory_xact_lock(hashtext('holdfast roles'))");
      await createMissing(client, wanted, admin);
      await letConnect(client, [wanted.app, wanted.system]);
      if (options.passwords !== undefined) await setPasswords(client, wanted, options.passwords);
    }),
  );
  return await resolveRoles(client, service);
}

type Admin = { readonly isSuperuser: boolean; readonly mayCreateRoles: boolean };

async function whoAmI(client: Client): Promise<Admin> {
  const { rows } = await client.query<Admin>(
    `select rolsuper as "isSuperuser", rolsuper or rolcreaterole as "mayCreateRoles"
     from pg_roles where rolname = current_user`,
  );
  return rows[0] ?? { isSuperuser: false, mayCreateRoles: false };
}

async function createMissing(client: Client, wanted: ServiceRoles, admin: Admin): Promise<void> {
  const { rows } = await client.query<{ name: string }>({
    text: "select rolname::text as name from pg_roles where rolname = any($1)",
    values: [Object.values(wanted)],
  });
  const existing = new Set(rows.map((row) => row.name));
  const missing = Object.values(wanted).filter((name) => !existing.has(name));
  for (const name of missing) {
    const login = name === wanted.app || name === wanted.system ? "login" : "nologin";
    await client.query(`create role ${escapeIdentifier(name)} ${login}`);
  }
  // A migration runs as the owner and hands functions over to the kernel role.
  if (missing.includes(wanted.owner) || missing.includes(wanted.kernel)) {
    await grant(client, wanted.kernel, escapeIdentifier(wanted.owner));
  }
  // Since PostgreSQL 16 the creator of a role may administer it, but not assume it.
  if (missing.includes(wanted.owner) && !admin.isSuperuser) {
    await grant(client, wanted.owner, "current_user");
  }
}

async function grant(client: Client, role: string, member: string): Promise<void> {
  await client.query(`grant ${escapeIdentifier(role)} to ${member}`);
}

/** Everybody may connect to a new database; an operator may have revoked that. */
async function letConnect(client: Client, names: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string; database: string }>({
    text: `select name, current_database()::text as database from unnest($1::text[]) as name
           where not has_database_privilege(name, current_database(), 'connect')`,
    values: [names],
  });
  for (const { name, database } of rows) {
    await client.query(
      `grant connect on database ${escapeIdentifier(database)} to ${escapeIdentifier(name)}`,
    );
  }
}

async function setPasswords(
  client: Client,
  wanted: ServiceRoles,
  passwords: { readonly app: string; readonly system: string },
): Promise<void> {
  for (const kind of ["app", "system"] as const) {
    const password = escapeLiteral(passwords[kind]);
    await client.query(`alter role ${escapeIdentifier(wanted[kind])} password ${password}`);
  }
}

/** Runs again what lost a race against somebody who changed the same roles. */
async function settled(attempt: () => Promise<void>): Promise<void> {
  for (let left = ATTEMPTS_MAX; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 1 || !LOST_RACES.has(sqlState(error) ?? "")) throw error;
    }
  }
}

/** Each lost race is somebody else's success, so that few are lost in a row. */
const ATTEMPTS_MAX = 10;

/** Unique key of a catalogue, role exists already, "tuple concurrently updated". */
const LOST_RACES: ReadonlySet<string> = new Set(["23505", "42710", "XX000"]);
