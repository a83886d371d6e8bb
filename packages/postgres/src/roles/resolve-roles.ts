import type { SqlSession } from "../sql-session.ts";
import { RolesUnusable } from "./roles-unusable.ts";
import { serviceRoles, type ServiceRoles } from "./service-roles.ts";

/**
 * The roles that SQL of the service is written for on this server. All four exist: themselves. None
 * exists, as with a single plain user on somebody's server: the current user four times, so that
 * the same SQL works and separates nothing. Anything between is refused.
 */
export async function resolveRoles(session: SqlSession, service: string): Promise<ServiceRoles> {
  const wanted = serviceRoles(service);
  const { rows } = await session.query<FoundRole>({
    text: FIND_ROLES,
    values: [Object.values(wanted)],
  });
  if (rows.every((role) => !role.exists)) return alone(rows[0]?.me ?? "");
  const problems = rows.flatMap((role) => problemsOf(role, wanted));
  if (problems.length > 0) throw new RolesUnusable(service, problems);
  return wanted;
}

type FoundRole = {
  readonly me: string;
  readonly name: string;
  readonly exists: boolean;
  readonly isUnbound: boolean;
  readonly mayAssume: boolean;
};

/** Before PostgreSQL 16 every member of a role might also assume it. */
const FIND_ROLES = `
  select current_user as me, wanted.name, role.oid is not null as "exists",
    coalesce(role.rolsuper or role.rolbypassrls, false) as "isUnbound",
    coalesce(pg_has_role(role.oid, case
      when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER'
    end), false) as "mayAssume"
  from unnest($1::text[]) as wanted (name)
  left join pg_roles as role on role.rolname = wanted.name`;

function alone(user: string): ServiceRoles {
  return { owner: user, kernel: user, app: user, system: user };
}

function problemsOf(role: FoundRole, wanted: ServiceRoles): readonly string[] {
  if (!role.exists) return [`${role.name} does not exist`];
  if (role.isUnbound) return [`${role.name} is a superuser or bypasses row-level security`];
  if (role.name === wanted.owner && !role.mayAssume) {
    return [`${role.me} may not assume ${role.name}`];
  }
  return [];
}
