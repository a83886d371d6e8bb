import { hash } from "node:crypto";

import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";

import type { Unauthorized } from "./access-problems.ts";
import { isToken } from "./bearer-token.ts";
import { type Keys, KeySet } from "./key-set.ts";
import type { KeySource } from "./key-source.ts";
import type { Principal } from "./principal.ts";
import { principalOf } from "./token-claims.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

/** Whom a service believes. */
export type TokenVerifierOptions = {
  /** What `iss` must be. */
  readonly issuer: string;
  /** What must be among `aud`. */
  readonly audience: string;
  /** Where the issuer's keys come from: `keysAtUrl` or `keysInFile`. */
  readonly keys: KeySource;
  /** Milliseconds since 1970; the system's clock when left out. */
  readonly now?: () => number;
  /** Told of each failure to load keys. */
  readonly onKeysFailure?: (error: unknown) => void;
};

/** Whom a token is about, or why it is not believed. */
export type Verdict = Principal | Unauthorized;

/**
 * Tells whom a token is about: at once where it has been verified before, else after a signature
 * check. Rejects with KeysUnavailable as long as no keys could be loaded.
 */
export type TokenVerifier = (token: string) => Verdict | Promise<Verdict>;

const TOKEN_BYTES_MAX = 8 * 1024;
const SKEW_SECONDS = 30;
const MS_PER_SECOND = 1_000;

/** What every token must satisfy: an access token of RFC 9068, signed with a public key. */
const DEMANDS = {
  algorithms: ["EdDSA", "ES256", "RS256"],
  typ: "at+jwt",
  requiredClaims: ["iss", "aud", "exp", "iat", "sub"],
  clockTolerance: SKEW_SECONDS,
};

/** Verifies access tokens of one issuer for one audience. */
export function tokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, now = Date.now, onKeysFailure = () => undefined } = options;
  const keySet = new KeySet(options.keys, { now, onFailure: onKeysFailure });
  const verified = new VerifiedTokens(now);

  async function verify(token: string, digest: string): Promise<Verdict> {
    if (!isToken(token)) return "malformed_header";
    const id = keyId(token);
    if (id === undefined) return "invalid_token";
    const keys = await keySet.knowing(id);
    const claims = await claimsOf(token, keys);
    if (typeof claims === "string") return claims;
    const { exp = 0, iat = 0 } = claims;
    const principal = principalOf(claims);
    if (principal === undefined || iat > now() / MS_PER_SECOND + SKEW_SECONDS) {
      return "invalid_token";
    }
    verified.add(digest, { principal, endMs: (exp + SKEW_SECONDS) * MS_PER_SECOND }, keys);
    return principal;
  }

  async function claimsOf(token: string, keys: Keys): Promise<JWTPayload | Unauthorized> {
    const demands = { ...DEMANDS, issuer, audience, currentDate: new Date(now()) };
    try {
      return (await jwtVerify(token, keys.find, demands)).payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return "token_expired";
      if (error instanceof errors.JOSEError) return "invalid_token";
      throw error;
    }
  }

  return (token) => {
    if (token.length > TOKEN_BYTES_MAX) return "invalid_token";
    const digest = hash("sha256", token, "base64");
    return verified.find(digest, keySet.current()) ?? verify(token, digest);
  };
}

function keyId(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}
