import { BadConfiguration, readConfig } from "@holdfast/config";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";

import { ACCESS_VARIABLES, accessMistakes, accessSettings } from "./access-settings.ts";

const Environment = Type.Object({ ...ACCESS_VARIABLES, NODE_ENV: Type.Optional(Type.String()) });
const read = (env: Readonly<Record<string, string>>) =>
  readConfig(Environment, { env, service: "payments", prefixes: ["AUTH_"] });

const WHOLE = {
  AUTH_ISSUER: "https://issuer.example",
  AUTH_AUDIENCE: "payments",
  AUTH_JWKS_URL: "https://issuer.example/jwks.json",
};
const { AUTH_JWKS_URL: _, ...KEYLESS } = WHOLE;
const production = { NODE_ENV: "production" };

const REQUIRED = "is required and not set";
const NO_KEYS = { variable: "AUTH_JWKS_URL", reason: "is required, or AUTH_JWKS_FILE" };
const TWO_KEYS = { variable: "AUTH_JWKS_URL", reason: "contradicts AUTH_JWKS_FILE; set only one" };
const NO_URL = {
  variable: "AUTH_JWKS_URL",
  reason: "is not a URL that begins with https:// or http://",
};
const NO_ISSUER = { variable: "AUTH_ISSUER", reason: REQUIRED };
const NO_AUDIENCE = { variable: "AUTH_AUDIENCE", reason: REQUIRED };

describe("the variables of access", () => {
  it.each([
    [WHOLE],
    [{ ...WHOLE, ...production }],
    [{ ...KEYLESS, AUTH_JWKS_FILE: "/etc/jwks.json" }],
    [{ ...KEYLESS, PAYMENTS_AUTH_JWKS_URL: "http://issuer:8080/jwks", ...production }],
  ])("name an issuer and its keys: %j", (env) => {
    expect(accessMistakes(read(env))).toEqual([]);
    expect(accessSettings(read(env))).toEqual({
      issuer: WHOLE.AUTH_ISSUER,
      audience: WHOLE.AUTH_AUDIENCE,
      keys: expect.any(Function),
    });
  });

  it("are not needed for the development issuer", () => {
    expect(accessSettings(read({}))).toBeUndefined();
    expect(accessSettings(read({ NODE_ENV: "test", AUTH_ISSUER: "" }))).toBeUndefined();
  });

  it.each([
    [production, [NO_KEYS, NO_ISSUER, NO_AUDIENCE]],
    [{ AUTH_JWKS_FILE: "a" }, [NO_ISSUER, NO_AUDIENCE]],
    [KEYLESS, [NO_KEYS]],
    [{ ...WHOLE, AUTH_JWKS_FILE: "a" }, [TWO_KEYS]],
    [{ AUTH_JWKS_URL: "ftp://a", AUTH_JWKS_FILE: "a" }, [TWO_KEYS, NO_URL, NO_ISSUER, NO_AUDIENCE]],
    [{ ...WHOLE, AUTH_JWKS_URL: "jwks.json" }, [NO_URL]],
    [
      { ...WHOLE, ...production, AUTH_ISSUER: "urn:holdfast:development-issuer" },
      [
        {
          variable: "AUTH_ISSUER",
          reason: "is the development issuer, which nobody believes in production",
        },
      ],
    ],
  ])("are refused with every mistake: %j", (env, mistakes) => {
    expect(accessMistakes(read(env))).toEqual(mistakes);
    expect(() => accessSettings(read(env))).toThrow(BadConfiguration);
  });
});
