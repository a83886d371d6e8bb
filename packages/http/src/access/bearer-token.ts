import type { Unauthorized } from "./access-problems.ts";

/** RFC 6750, section 2.1; the scheme in any case, as RFC 9110 has it. */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;

/** What a request says of its sender: a token, or why there is none. */
export type BearerToken = { readonly token: string } | { readonly reason: Unauthorized };

/** Reads the header Authorization. */
export function bearerToken(authorization: string | undefined): BearerToken {
  if (authorization === undefined) return { reason: "missing_header" };
  const token = BEARER.exec(authorization)?.[1];
  return token === undefined ? { reason: "malformed_header" } : { token };
}
