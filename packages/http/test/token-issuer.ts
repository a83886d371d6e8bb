import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

/** A key pair with the name under which it is published. */
export type SigningKey = {
  readonly id: string;
  readonly alg: string;
  readonly privateKey: CryptoKey | Uint8Array;
  readonly published: JWK;
};

/** 2026-11-26T12:00:00Z, in seconds, where the tests' clocks begin. */
export const NOON = Date.UTC(2026, 10, 26, 12) / 1_000;

/** Claims of a token, whatever they are. */
export type Claims = Readonly<Record<string, unknown>>;

/** What a token says when a test has nothing else to say. */
export const CLAIMS = {
  iss: "https://issuer.example",
  aud: "https://payments.example",
  sub: "ann",
  client_id: "console",
  tenant_id: "11111111-1111-4111-8111-111111111111",
  permissions: ["read:account", "write:transfer"],
  iat: NOON,
  exp: NOON + 300,
};

/** Makes a key pair. */
export async function signingKey(id: string, alg = "EdDSA"): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { id, alg, privateKey, published: { ...(await exportJWK(publicKey)), kid: id, alg } };
}

/** The text of a JWKS. */
export const keySetText = (...keys: readonly SigningKey[]): string =>
  JSON.stringify({ keys: keys.map(({ published }) => published) });

/** Signs a token with claims that may differ from the usual; what is undefined is left out. */
export async function signedToken(
  { id, alg, privateKey }: SigningKey,
  claims: Claims = {},
  header: Claims = {},
): Promise<string> {
  const withoutUndefined = (fields: Claims) => JSON.parse(JSON.stringify(fields));
  return new SignJWT(withoutUndefined({ ...CLAIMS, ...claims }))
    .setProtectedHeader(withoutUndefined({ alg, kid: id, typ: "at+jwt", ...header }))
    .sign(privateKey);
}
