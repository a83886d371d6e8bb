import type { Unauthorized } from "./access-problems.ts";

const SCHEME = "bearer ";
/** Characters of a token (RFC 6750, section 2.1). */
const TOKEN = /^[\w.~+/-]+=*$/;

/** What a request says of its sender: a token, or why there is none. */
export type BearerToken = { readonly token: string } | { readonly reason: Unauthorized };

/** Reads the header Authorization; the scheme in any case, as RFC 9110 has it. */
export function bearerToken(authorization: string | undefined): BearerToken {
  if (authorization === undefined) return { reason: "missing_header" };
  const isBearer = authorization.slice(0, SCHEME.length).toLowerCase() === SCHEME;
  const token = authorization.slice(SCHEME.length).trimStart();
  return isBearer && !token.includes(" ") ? { token } : { reason: "malformed_header" };
}

/** Whether all characters are a token's. To look at each takes as long as to find a token that is known already. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}
