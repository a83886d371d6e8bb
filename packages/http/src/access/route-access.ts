import { InvalidAccessEntry } from "./invalid-access-entry.ts";
import { isPermission, type Permission } from "./permission.ts";
import type { Principal } from "./principal.ts";

/** Who may use a route: everybody, or whose token has all these permissions. They are checked in this order. */
export type RouteAccess =
  | "public"
  | { readonly permissions: readonly [Permission, ...(readonly Permission[])] };

declare module "fastify" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be merged into Fastify's.
  interface FastifyContextConfig {
    /** Who may use the route; with access control, no route goes without. */
    access?: RouteAccess;
  }
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be merged into Fastify's.
  interface FastifyRequest {
    /** On whose behalf the request is made. Reading it in a public route throws `NoPrincipal`. */
    principal: Principal;
  }
}

type Route = {
  readonly method: string;
  readonly url: string;
  readonly config: { readonly access?: RouteAccess } | undefined;
};

/** The entry of a route, or an InvalidAccessEntry for one that has none or demands what is no permission. */
export function routeAccess({ config, ...route }: Route): RouteAccess {
  const access = config?.access;
  if (access === undefined) throw new InvalidAccessEntry(route, "does not say who may use it");
  if (access === "public") return access;
  const { permissions } = access;
  const wrong = permissions.find((permission) => !isPermission(permission));
  if (permissions.length > 0 && wrong === undefined) return access;
  throw new InvalidAccessEntry(route, `demands ${wrong ?? "nothing, and is not public"}`);
}
