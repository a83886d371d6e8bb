import { generateKeyPairSync, randomUUID, sign } from "node:crypto";

/** Signs tokens of an issuer that a service in production believes. */
export type TokenMaker = {
  readonly issuer: string;
  readonly audience: string;
  /** The text of its JWKS. */
  readonly keySet: string;
  /** A token for an hour. */
  tokenOf(tenantId: string, permissions: readonly string[]): string;
};

const LIFETIME_SECONDS = 3_600;

/** An issuer with a key of its own. */
export function tokenMaker(): TokenMaker {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const [issuer, audience, kid] = ["https://bench.example", "https://payments.example", "bench"];
  const key = { ...publicKey.export({ format: "jwk" }), kid, alg: "EdDSA" };
  const head = encoded({ alg: "EdDSA", kid, typ: "at+jwt" });
  return {
    issuer,
    audience,
    keySet: JSON.stringify({ keys: [key] }),
    tokenOf(tenantId, permissions) {
      const iat = Math.floor(Date.now() / 1000);
      const who = { iss: issuer, aud: audience, sub: "bench", tenant_id: tenantId, permissions };
      const body = encoded({ ...who, jti: randomUUID(), iat, exp: iat + LIFETIME_SECONDS });
      const signature = sign(null, Buffer.from(`${head}.${body}`), privateKey);
      return `${head}.${body}.${signature.toString("base64url")}`;
    },
  };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
