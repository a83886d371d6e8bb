import type { RouteOptions } from "fastify";

import { routeAccess } from "./route-access.ts";

const SCHEME = "accessToken";

/** How a token is sent, as OpenAPI says it. */
export const SECURITY_SCHEMES = {
  [SCHEME]: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
} as const;

/** Fastify's hook for a new route: without an entry it is an InvalidAccessEntry, with one it says in the document who may use it. */
export function documentAccess(route: RouteOptions): void {
  const { url, config, method } = route;
  const access = routeAccess({ url, config, method: [method].flat().join() });
  const documented =
    access === "public"
      ? { security: [] }
      : {
          security: [{ [SCHEME]: [...access.permissions] }],
          "x-permissions": access.permissions,
        };
  route.schema = { ...route.schema, ...documented };
}
