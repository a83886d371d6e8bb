import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { importJWK, SignJWT } from "jose";

import type { AccessSettings } from "../access/access-settings.ts";
import { DEVELOPMENT_ISSUER } from "../access/development-issuer-name.ts";
import { keysInFile } from "../access/key-source.ts";
import { DevelopmentIssuerRefused } from "./development-issuer-refused.ts";
import { ALGORITHM, privateKeyIn, publicKeyOf, replaceFile } from "./key-file.ts";

/** Where the issuer keeps its key, and whether it may be there at all. */
export type DevelopmentIssuerOptions = {
  /** The house's folder for data, such as `.holdfast`; the issuer has a folder of its own in it. */
  readonly directory: string;
  /** Whether NODE_ENV is production. */
  readonly isProduction: boolean;
  /** Milliseconds since 1970; the system's clock when left out. */
  readonly now?: () => number;
};

/** What a token is to say. */
export type Grant = {
  readonly subject: string;
  /** A uuid. */
  readonly tenantId: string;
  readonly permissions: readonly string[];
  /** Milliseconds until it expires, whole seconds of them. */
  readonly lifetimeMs: number;
  /** `holdfast` when left out. */
  readonly audience?: string;
};

/** Signs tokens for whoever may read its files. */
export type DevelopmentIssuer = {
  /** What `iss` of its tokens is, for AUTH_ISSUER. */
  readonly issuer: string;
  /** The JWKS with its public key, for AUTH_JWKS_FILE. */
  readonly jwksFile: string;
  /** How a service believes it that has no AUTH_ variables. */
  readonly settings: AccessSettings;
  readonly sign: (grant: Grant) => Promise<string>;
};

/** What `aud` is when nobody says otherwise. */
const AUDIENCE = "holdfast";

const MS_PER_SECOND = 1_000;

/**
 * Opens the issuer for development: makes its key when there is none yet, and writes its JWKS.
 * Rejects with DevelopmentIssuerRefused in production.
 */
export async function openDevelopmentIssuer({
  directory,
  isProduction,
  now = Date.now,
}: DevelopmentIssuerOptions): Promise<DevelopmentIssuer> {
  if (isProduction) throw new DevelopmentIssuerRefused();
  const folder = join(directory, "development-issuer");
  const jwksFile = join(folder, "jwks.json");
  const privateKey = await privateKeyIn(join(folder, "key.json"));
  const published = await publicKeyOf(privateKey);
  await replaceFile(jwksFile, `${JSON.stringify({ keys: [published] }, null, 2)}\n`);
  const key = await importJWK(privateKey, ALGORITHM);
  const issuer = DEVELOPMENT_ISSUER;

  return {
    issuer,
    jwksFile,
    settings: { issuer, audience: AUDIENCE, keys: keysInFile(jwksFile) },
    sign: async ({ subject, tenantId, permissions, lifetimeMs, audience = AUDIENCE }) => {
      const seconds = Math.floor(now() / MS_PER_SECOND);
      return new SignJWT({ tenant_id: tenantId, permissions, client_id: "development" })
        .setProtectedHeader({ alg: ALGORITHM, kid: published.kid, typ: "at+jwt" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setJti(randomUUID())
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + Math.floor(lifetimeMs / MS_PER_SECOND))
        .sign(key);
    },
  };
}
