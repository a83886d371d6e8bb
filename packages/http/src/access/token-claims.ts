import type { Principal } from "./principal.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SUBJECT_LENGTH_MAX = 255;

/** Claims of a token whose signature, issuer, audience and times have been found right. */
export type Claims = Readonly<Record<string, unknown>>;

/** The principal that the claims name; undefined when they name none. */
export function principalOf(claims: Claims): Principal | undefined {
  const { sub, tenant_id: tenantId, client_id: clientId } = claims;
  const permissions = permissionsOf(claims);
  if (!isName(sub) || permissions === undefined) return undefined;
  if (typeof tenantId !== "string" || !UUID.test(tenantId)) return undefined;
  const principal = { subject: sub, tenantId: tenantId.toLowerCase(), permissions };
  if (clientId === undefined) return principal;
  return isName(clientId) ? { ...principal, clientId } : undefined;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= SUBJECT_LENGTH_MAX;
}

/** The list wins over the scope; a token with neither may do nothing. */
function permissionsOf({ permissions, scope }: Claims): ReadonlySet<string> | undefined {
  if (permissions !== undefined)
    return isListOfTexts(permissions) ? new Set(permissions) : undefined;
  if (scope === undefined) return new Set();
  return typeof scope === "string" ? new Set(scope.split(" ").filter(Boolean)) : undefined;
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
