import type { Problem } from "../problem.ts";
import type { Permission } from "./permission.ts";

/** Why somebody is not known; says nothing about which check failed. */
export type Unauthorized = keyof typeof SENTENCES;

const SENTENCES = {
  missing_header: "missing authentication header",
  malformed_header: "malformed authentication header",
  invalid_token: "invalid token",
  token_expired: "token expired",
} as const;

/** The 401 for somebody who is not known. */
export function unauthorized(reason: Unauthorized): Problem {
  const challenge = reason === "missing_header" ? "Bearer" : `Bearer error="invalid_token"`;
  return {
    status: 401,
    code: "unauthorized",
    title: "Unauthorized",
    detail: `unauthorized: ${SENTENCES[reason]}`,
    headers: { "www-authenticate": challenge },
  };
}

/** The 403 for somebody who is known and lacks a permission. */
export function forbidden(permission: Permission): Problem {
  return {
    status: 403,
    code: "forbidden",
    title: "Forbidden",
    detail: `forbidden: missing permission: ${permission}`,
    params: { permission },
  };
}
