import { base64url } from "jose";
import { beforeAll, describe, expect, it } from "vitest";

import {
  CLAIMS,
  type Claims,
  keySetText,
  NOON,
  signedToken,
  type SigningKey,
  signingKey,
} from "../../test/token-issuer.ts";
import { tokenVerifier } from "./token-verifier.ts";

let edDsa: SigningKey;
let others: readonly SigningKey[];

beforeAll(async () => {
  edDsa = await signingKey("ed");
  others = await Promise.all(["ES256", "RS256"].map(async (alg) => signingKey(alg, alg)));
});

function fixture(keys: readonly SigningKey[] = [edDsa, ...others]) {
  let now = NOON * 1_000;
  let loadings = 0;
  const published = { text: keySetText(...keys) };
  const verify = tokenVerifier({
    issuer: "https://issuer.example",
    audience: "https://payments.example",
    keys: async () => {
      loadings += 1;
      return published.text;
    },
    now: () => now,
  });
  return {
    verify,
    published,
    pass: (seconds: number) => void (now += seconds * 1_000),
    loadings: () => loadings,
  };
}

const PRINCIPAL = {
  subject: "ann",
  tenantId: "11111111-1111-4111-8111-111111111111",
  clientId: "console",
  permissions: new Set(["read:account", "write:transfer"]),
};

describe("a token", () => {
  it.each([0, 1, 2])("is believed with each of the algorithms: %d", async (at) => {
    const key = [edDsa, ...others][at] ?? edDsa;
    expect(await fixture().verify(await signedToken(key))).toEqual(PRINCIPAL);
  });

  it.each<[string, Claims, object]>([
    ["two audiences", { aud: ["x", "https://payments.example"] }, PRINCIPAL],
    ["a client that is not named", { client_id: undefined }, { subject: "ann" }],
    [
      "a scope instead of a list",
      { permissions: undefined, scope: "openid read:account" },
      { permissions: new Set(["openid", "read:account"]) },
    ],
    ["a list, which wins over a scope", { scope: "force:transfer" }, PRINCIPAL],
    ["neither list nor scope", { permissions: undefined }, { permissions: new Set() }],
    [
      "a tenant in capitals",
      { tenant_id: "AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA" },
      { tenantId: "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa" },
    ],
    ["a clock that is 30 s ahead", { nbf: NOON + 30, iat: NOON + 30 }, PRINCIPAL],
    ["an end of less than 30 s ago", { exp: NOON - 29 }, PRINCIPAL],
  ])("may have %s", async (_name, claims, principal) => {
    expect(await fixture().verify(await signedToken(edDsa, claims))).toMatchObject(principal);
  });

  it.each<[string, Claims]>([
    ["of another issuer", { iss: "https://other.example" }],
    ["without an issuer", { iss: undefined }],
    ["for others", { aud: ["https://other.example"] }],
    ["for nobody", { aud: undefined }],
    ["without a subject", { sub: undefined }],
    ["with an empty subject", { sub: "" }],
    ["with an endless subject", { sub: "x".repeat(256) }],
    ["without an end", { exp: undefined }],
    ["without a beginning", { iat: undefined }],
    ["of the future", { iat: NOON + 31 }],
    ["that is not valid yet", { nbf: NOON + 31 }],
    ["without a tenant", { tenant_id: undefined }],
    ["of a tenant that is no uuid", { tenant_id: "1" }],
    ["of two tenants", { tenant_id: ["11111111-1111-4111-8111-111111111111"] }],
    ["with permissions that are no list", { permissions: "read:account" }],
    ["with permissions that are no texts", { permissions: [1] }],
    ["with a scope that is no text", { permissions: undefined, scope: ["read:account"] }],
    ["with a client that is no text", { client_id: 7 }],
    ["of more than 8 KiB", { pad: "x".repeat(8 * 1024) }],
  ])("is invalid %s", async (_name, claims) => {
    expect(await fixture().verify(await signedToken(edDsa, claims))).toBe("invalid_token");
  });

  it("of 8 KiB is read", async () => {
    const token = await signedToken(edDsa, { pad: "x".repeat(5_700) });
    expect(token.length).toBeGreaterThan(8_000);
    expect(await fixture().verify(token)).toEqual(PRINCIPAL);
  });

  it("is expired 30 s after its end", async () => {
    const token = await signedToken(edDsa, { exp: NOON - 30 });
    expect(await fixture().verify(token)).toBe("token_expired");
  });
});

describe("a signature", () => {
  const invalid = async (token: string) =>
    expect(await fixture().verify(token)).toBe("invalid_token");

  it("is needed", async () => {
    const [, payload = ""] = (await signedToken(edDsa)).split(".");
    for (const alg of ["none", "None", ""]) {
      const header = base64url.encode(JSON.stringify({ alg, kid: "ed", typ: "at+jwt" }));
      await invalid(`${header}.${payload}.`);
    }
  });

  it("is not made with a published key as secret", async () => {
    for (const key of [edDsa, ...others]) {
      const secret = Buffer.from(JSON.stringify(key.published));
      const forged = { ...key, alg: "HS256", privateKey: secret };
      await invalid(await signedToken(forged));
    }
  });

  it.each(["ES384", "RS512", "PS256"])(
    "is made with one of three algorithms, not %s",
    async (alg) => {
      const key = await signingKey("more", alg);
      expect(await fixture([key]).verify(await signedToken(key))).toBe("invalid_token");
    },
  );

  it("is of the key it names", async () => {
    const stranger = await signingKey("ed");
    await invalid(await signedToken(stranger));
    await invalid(await signedToken({ ...edDsa, id: "ES256" }));
    await invalid(await signedToken(edDsa, {}, { kid: "other" }));
  });

  it("is of no key that the token brings along or leads to", async () => {
    const stranger = await signingKey("ed");
    await invalid(await signedToken(stranger, {}, { jwk: stranger.published }));
    await invalid(await signedToken(stranger, {}, { jku: "https://evil.example/jwks.json" }));
  });

  it("names its key", async () => {
    const { alg, privateKey, published } = edDsa;
    await invalid(
      await signedToken({ id: "", alg, privateKey, published }, {}, { kid: undefined }),
    );
  });

  it.each(["JWT", undefined, "id+jwt"])("is under an access token, not typ %s", async (typ) => {
    await invalid(await signedToken(edDsa, {}, { typ }));
  });

  it("covers every byte", async () => {
    const token = await signedToken(edDsa);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = { ...CLAIMS, tenant_id: "22222222-2222-4222-8222-222222222222" };
    await invalid(`${header}.${base64url.encode(JSON.stringify(claims))}.${signature}`);
    const flipped = base64url.decode(signature).map((byte, at) => (at === 9 ? byte ^ 1 : byte));
    await invalid(`${header}.${payload}.${base64url.encode(flipped)}`);
    await invalid(`${header}.${payload}`);
    await invalid(`${token}.${signature}`);
  });

  it("is checked before the end is told", async () => {
    const expired = { exp: NOON - 60 };
    await invalid(await signedToken(await signingKey("ed"), expired));
    expect(await fixture().verify(await signedToken(edDsa, expired))).toBe("token_expired");
  });

  it.each(["a", "a.b.c", "..", "e30.e30."])("is not there: %j", invalid);

  it.each(["", "a,b", "ä", "a\tb", "=", "a=b", "e30=.e30.e30"])(
    "is in no such text: %j",
    async (text) => {
      expect(await fixture().verify(text)).toBe("malformed_header");
    },
  );
});

describe("a token that was verified", () => {
  it("is known at once the next time, until it has expired", async () => {
    const { verify, pass } = fixture();
    const token = await signedToken(edDsa);
    const principal = await verify(token);
    expect(verify(token)).toBe(principal);
    pass(329);
    expect(verify(token)).toBe(principal);
    pass(1);
    expect(verify(token)).toBe("token_expired");
  });

  it("is verified anew when the keys have changed, and no longer believed when its own is gone", async () => {
    const { verify, published, pass, loadings } = fixture();
    const token = await signedToken(edDsa, { exp: NOON + 3_600 });
    await verify(token);
    pass(601);
    published.text = keySetText(...others);
    expect(verify(token)).toMatchObject(PRINCIPAL);
    expect(loadings()).toBe(2);
    // Whoever asks for a key that is not known waits for the keys that are being loaded.
    await verify(await signedToken(edDsa, {}, { kid: "unknown" }));
    expect(await verify(token)).toBe("invalid_token");
  });
});
