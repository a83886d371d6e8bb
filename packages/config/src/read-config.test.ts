import { Type, type Static } from "typebox";
import { describe, expect, expectTypeOf, it } from "vitest";

import { BadConfiguration, type ConfigurationMistake } from "./bad-configuration.ts";
import { Duration } from "./duration.ts";
import { readConfig, type ReadConfigOptions } from "./read-config.ts";

const Environment = Type.Object({
  HTTP_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080 }),
  HTTP_HOST: Type.String({ default: "localhost" }),
  DATABASE_URL: Type.String({ format: "uri" }),
  SYNC_POLL: Duration({ default: "10s", minimum: "100ms", maximum: "1h" }),
  SYNC_WS: Type.Boolean({ default: true }),
  SYNC_SHARE: Type.Number({ default: 0.5, exclusiveMaximum: 1 }),
  LOG_FORMAT: Type.Union([Type.Literal("json"), Type.Literal("human")], { default: "json" }),
  TZKT_API_KEY: Type.Optional(Type.String({ minLength: 8, secret: true })),
});

const DATABASE_URL = "postgres://localhost/holdfast";

const read = (env: ReadConfigOptions["env"]): Static<typeof Environment> =>
  readConfig(Environment, {
    env: { DATABASE_URL, ...env },
    service: "delegations",
    aliases: {
      HTTP_PORT: ["WEB_HTTP_PORT"],
      DATABASE_URL: ["WEB_DATABASE_URL", "SCRAPER_DATABASE_URL"],
    },
    prefixes: ["SYNC_", "TZKT_", "DELEGATIONS_"],
  });

function mistakesOf(env: ReadConfigOptions["env"]): readonly ConfigurationMistake[] {
  try {
    read(env);
    return [];
  } catch (error) {
    if (error instanceof BadConfiguration) return error.mistakes;
    throw error;
  }
}

describe("values", () => {
  it("takes defaults where nothing is set, durations in milliseconds", () => {
    expect(read({})).toEqual({
      HTTP_PORT: 8080,
      HTTP_HOST: "localhost",
      DATABASE_URL,
      SYNC_POLL: 10_000,
      SYNC_WS: true,
      SYNC_SHARE: 0.5,
      LOG_FORMAT: "json",
    });
  });

  it("is typed by the schema", () => {
    expectTypeOf(read({}).SYNC_POLL).toEqualTypeOf<number>();
    expectTypeOf(read({}).LOG_FORMAT).toEqualTypeOf<"json" | "human">();
    expectTypeOf(read({}).TZKT_API_KEY).toEqualTypeOf<string | undefined>();
  });

  it("counts an empty value as not set", () => {
    expect(read({ HTTP_PORT: "", SYNC_WS: "" })).toMatchObject({ HTTP_PORT: 8080, SYNC_WS: true });
  });

  it.each([
    ["true", true],
    ["ON", true],
    ["1", true],
    ["false", false],
    ["off", false],
    ["0", false],
  ])("reads the boolean %s", (text, value) => {
    expect(read({ SYNC_WS: text }).SYNC_WS).toBe(value);
  });

  it("converts integers, decimals, durations and choices", () => {
    const env = { HTTP_PORT: "9", SYNC_SHARE: "0.25", SYNC_POLL: "1m30s", LOG_FORMAT: "human" };
    expect(read(env)).toMatchObject({
      HTTP_PORT: 9,
      SYNC_SHARE: 0.25,
      SYNC_POLL: 90_000,
      LOG_FORMAT: "human",
    });
  });
});

describe("names", () => {
  it("prefers the service's name to the generic one, and that to an alias", () => {
    const alias = { WEB_HTTP_PORT: "3" };
    expect(read(alias).HTTP_PORT).toBe(3);
    expect(read({ ...alias, HTTP_PORT: "2" }).HTTP_PORT).toBe(2);
    expect(read({ ...alias, HTTP_PORT: "2", DELEGATIONS_HTTP_PORT: "1" }).HTTP_PORT).toBe(1);
  });

  it("refuses two aliases that contradict each other, without showing their values", () => {
    const env = { DATABASE_URL: "", WEB_DATABASE_URL: "pg://a", SCRAPER_DATABASE_URL: "pg://b" };
    expect(mistakesOf(env)).toEqual([
      {
        variable: "WEB_DATABASE_URL",
        reason: "contradicts SCRAPER_DATABASE_URL; set DATABASE_URL instead",
      },
    ]);
  });

  it("accepts two aliases that agree, and contradictions a stronger name settles", () => {
    const agreeing = {
      DATABASE_URL: "",
      WEB_DATABASE_URL: "pg://a",
      SCRAPER_DATABASE_URL: "pg://a",
    };
    expect(read(agreeing).DATABASE_URL).toBe("pg://a");
    const settled = { ...agreeing, SCRAPER_DATABASE_URL: "pg://b", DATABASE_URL: "pg://c" };
    expect(read(settled).DATABASE_URL).toBe("pg://c");
  });

  it("refuses an unknown variable under a watched prefix and suggests the near one", () => {
    expect(mistakesOf({ SYNC_POL: "5s", DELEGATIONS_HTP_PORT: "1", TZKT_WHATEVER: "x" })).toEqual([
      { variable: "SYNC_POL", reason: "is not known; did you mean SYNC_POLL?" },
      {
        variable: "DELEGATIONS_HTP_PORT",
        reason: "is not known; did you mean DELEGATIONS_HTTP_PORT?",
      },
      { variable: "TZKT_WHATEVER", reason: "is not known" },
    ]);
  });

  it("lets pass unknown variables that are empty, elsewhere, or a container platform's", () => {
    const env = {
      SYNC_POL: "",
      PATH: "/bin",
      DELEGATIONS_SERVICE_HOST: "10.0.0.1",
      DELEGATIONS_PORT: "tcp://10.0.0.1:80",
      DELEGATIONS_PORT_80_TCP_ADDR: "10.0.0.1",
    };
    expect(mistakesOf(env)).toEqual([]);
  });
});

describe("mistakes", () => {
  it.each([
    [{ HTTP_PORT: "1e3" }, `"1e3" is not an integer`],
    [{ HTTP_PORT: "80.0" }, `"80.0" is not an integer`],
    [{ HTTP_PORT: "9007199254740993" }, `"9007199254740993" is not an integer`],
    [{ HTTP_PORT: "70000" }, `"70000" must be <= 65535`],
    [{ SYNC_POLL: "10" }, `"10" is not a duration; write for example 200ms, 5s or 24h`],
    [{ SYNC_POLL: "2h" }, `"2h" must be <= 1h`],
    [{ SYNC_POLL: "5ms" }, `"5ms" must be >= 100ms`],
    [{ SYNC_WS: "yes" }, `"yes" is not one of true, false, on, off, 1, 0`],
    [{ SYNC_SHARE: "half" }, `"half" is not a decimal number`],
    [{ LOG_FORMAT: "xml" }, `"xml" is not one of json, human`],
    [{ DATABASE_URL: "nowhere" }, `"nowhere" is not a URL`],
    [{ DATABASE_URL: "" }, "is required and not set"],
  ])("explains what is wrong with %o", (env, reason) => {
    expect(mistakesOf(env)).toEqual([{ variable: Object.keys(env)[0], reason }]);
  });

  it("names the variable as it was written", () => {
    expect(mistakesOf({ WEB_HTTP_PORT: "x" })).toEqual([
      { variable: "WEB_HTTP_PORT", reason: `"x" is not an integer` },
    ]);
  });

  it("collects all of them into one error, one line each", () => {
    expect(() => read({ HTTP_PORT: "x", SYNC_WS: "maybe", SYNC_POL: "1" })).toThrow(
      [
        "the configuration is refused:",
        `  HTTP_PORT: "x" is not an integer`,
        `  SYNC_WS: "maybe" is not one of true, false, on, off, 1, 0`,
        "  SYNC_POL: is not known; did you mean SYNC_POLL?",
      ].join("\n"),
    );
  });

  it("never repeats a secret", () => {
    expect(mistakesOf({ TZKT_API_KEY: "hunter2" })).toEqual([
      {
        variable: "TZKT_API_KEY",
        reason: "the value (hidden) must not have fewer than 8 characters",
      },
    ]);
  });

  it.each([
    [
      "postgres://ann:p@ss@db:port/x?sslpassword=hunter2&a=1",
      "postgres://***@db:port/x?sslpassword=***&a=1",
    ],
    ["postgres://ann:p/s?s#w@db:port/x", "postgres://***@db:port/x"],
    ["postgres:/ann:hunter2@d b", "postgres:/***@d b"],
    ["ann:hunter2@d b", "ann:***@d b"],
  ])("never repeats the credentials of a malformed URL: %s", (malformed, shown) => {
    expect(mistakesOf({ DATABASE_URL: malformed })).toEqual([
      { variable: "DATABASE_URL", reason: expect.stringContaining(`"${shown}" `) },
    ]);
  });

  it("cuts a long value", () => {
    const [mistake] = mistakesOf({ HTTP_PORT: "x".repeat(500) });
    expect(mistake?.reason).toBe(`"${"x".repeat(100)}…" is not an integer`);
  });

  it("is a programmer's TypeError when a schema has no textual form", () => {
    const Nested = Type.Object({ LIST: Type.Object({}) });
    expect(() => readConfig(Nested, { env: {}, service: "s" })).toThrow(TypeError);
  });
});
