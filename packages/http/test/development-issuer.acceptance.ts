import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { tokenVerifier } from "@holdfast/http/access";
import { DevelopmentIssuerRefused, openDevelopmentIssuer } from "@holdfast/http/development-issuer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-issuer-"));
});
afterEach(() => rm(directory, { recursive: true }));

const open = (isProduction = false) => openDevelopmentIssuer({ directory, isProduction });
const grant = {
  subject: "ann",
  tenantId: "11111111-1111-4111-8111-111111111111",
  permissions: ["write:transfer", "read:account"],
  lifetimeMs: 60_000,
};
const keyFile = () => join(directory, "development-issuer", "key.json");

describe("the issuer for development", () => {
  it("signs what a service believes that reads its file", async () => {
    const { settings, sign } = await open();
    const verify = tokenVerifier(settings);
    expect(await verify(await sign(grant))).toEqual({
      subject: "ann",
      tenantId: grant.tenantId,
      permissions: new Set(grant.permissions),
      clientId: "development",
    });
    expect(await verify(await sign({ ...grant, audience: "other" }))).toBe("invalid_token");
    expect(await verify(await sign({ ...grant, lifetimeMs: -31_000 }))).toBe("token_expired");
  });

  it("keeps its key, which nobody else may read and its JWKS does not hold", async () => {
    const [first, second] = [await open(), await open()];
    expect(await tokenVerifier(second.settings)(await first.sign(grant))).toMatchObject({
      subject: "ann",
    });
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
    const { d, x } = JSON.parse(await readFile(keyFile(), "utf8"));
    const published = await readFile(first.jwksFile, "utf8");
    expect(d).toMatch(/^[\w-]{43}$/);
    expect(published).not.toContain(d);
    expect(JSON.parse(published)).toEqual({
      keys: [
        {
          kty: "OKP",
          crv: "Ed25519",
          x,
          alg: "EdDSA",
          use: "sig",
          kid: expect.stringMatching(/^development-/),
        },
      ],
    });
  });

  it("has one key when many start it for the first time", async () => {
    const issuers = await Promise.all(Array.from({ length: 10 }, async () => open()));
    const verify = tokenVerifier((await open()).settings);
    const tokens = await Promise.all(issuers.map(({ sign }) => sign(grant)));
    const verdicts = await Promise.all(tokens.map(async (token) => verify(token)));
    expect(verdicts.map((verdict) => typeof verdict)).toEqual(issuers.map(() => "object"));
  });

  it("is refused in production, and makes no key there", async () => {
    await expect(open(true)).rejects.toBeInstanceOf(DevelopmentIssuerRefused);
    await expect(stat(keyFile())).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("does not replace a key that is damaged", async () => {
    await open();
    await writeFile(keyFile(), "{");
    await expect(open()).rejects.toThrow(SyntaxError);
    expect(await readFile(keyFile(), "utf8")).toBe("{");
  });
});
