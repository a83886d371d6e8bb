import { escapeIdentifier } from "pg";

import { type ServiceRoles, serviceRoles } from "../roles/service-roles.ts";
import type { SqlSession } from "../sql-session.ts";
import type { Manifest } from "./manifest.ts";
import type { Grant, ViewShape } from "./schema-shape.ts";

/**
 * Makes the views what they were, where they are not: a read model that was built anew is switched to by its view. Who may
 * read them is what the migrations and the backup say together.
 */
export async function restoreViews(
  session: SqlSession,
  saved: Pick<Manifest, "service" | "views">,
  { found, roles }: { readonly found: readonly ViewShape[]; readonly roles: ServiceRoles },
): Promise<void> {
  if (describe(saved.views) === describe(found)) return;
  if (found.length > 0) {
    const names = found.map(({ name }) => escapeIdentifier(name));
    await session.query({ text: `drop view ${names.join(", ")}` });
  }
  const migrated = new Map(found.map((view) => [view.name, view.grants]));
  const renamed = renaming(saved.service, roles);
  for (const view of saved.views) {
    await session.query({ text: createView(view) });
    const theirs = view.grants.map(({ to, privilege }) => ({ to: renamed(to), privilege }));
    await grantAll(session, view.name, [...(migrated.get(view.name) ?? []), ...theirs]);
  }
}

function describe(views: readonly ViewShape[]): string {
  return JSON.stringify(views.map(({ name, definition, options }) => [name, definition, options]));
}

function createView({ name, definition, options }: ViewShape): string {
  const settings = options.length > 0 ? ` with (${options.join(", ")})` : "";
  return `create view ${escapeIdentifier(name)}${settings} as ${definition}`;
}

/** The roles of the service may have other names here. */
function renaming(service: string, roles: ServiceRoles): (role: string | null) => string | null {
  const then = serviceRoles(service);
  const names = new Map([
    [then.owner, roles.owner],
    [then.kernel, roles.kernel],
    [then.app, roles.app],
    [then.system, roles.system],
  ]);
  return (role) => (role === null ? null : (names.get(role) ?? role));
}

/** Roles that are not on this server are nobody to grant to. */
async function grantAll(
  session: SqlSession,
  view: string,
  grants: readonly Grant[],
): Promise<void> {
  const text = "select rolname::text as name from pg_roles where rolname = any($1)";
  const values = [grants.flatMap(({ to }) => to ?? [])];
  const { rows } = await session.query<{ readonly name: string }>({ text, values });
  const known = new Set(rows.map(({ name }) => name));
  for (const { to, privilege } of grants) {
    if (to !== null && !known.has(to)) continue;
    const role = to === null ? "public" : escapeIdentifier(to);
    await session.query({ text: `grant ${privilege} on ${escapeIdentifier(view)} to ${role}` });
  }
}
