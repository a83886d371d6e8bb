import { BadConfiguration, type ConfigurationMistake } from "@holdfast/config";
import { describe, expect, it, test } from "vitest";

import { configHelp, paymentsConfig } from "./config.ts";

type Environment = Readonly<Record<string, string>>;

/** Every mistake that is told of an environment. */
function mistakes(env: Environment): readonly ConfigurationMistake[] {
  try {
    paymentsConfig(env);
    return [];
  } catch (error) {
    if (error instanceof BadConfiguration) return error.mistakes;
    throw error;
  }
}

const refused = (env: Environment): readonly string[] =>
  mistakes(env).map(({ variable }) => variable);

const TENANT = "0199c1f0-0000-7000-8000-000000000001";

/** All that production wants. */
const PRODUCTION = {
  NODE_ENV: "production",
  AUTH_ISSUER: "https://issuer.example",
  AUTH_AUDIENCE: "payments",
  AUTH_JWKS_URL: "https://issuer.example/keys",
  CURSOR_KEY_FILE: "/keys/cursor",
  TENANT_KEY_FILE: "/keys/tenant",
  NOTARY_KEY_FILE: "/keys/notary",
  NOTARY_WITNESS_FILE: "/witness/payments",
};

test("nothing has to be set in development", () => {
  expect(paymentsConfig({})).toMatchObject({
    HTTP_PORT: 8082,
    POSTING_LANES: 3,
    RAIL_POLL: 1_000,
    RAIL_ASK_AFTER: 5_000,
    RAIL_ASK_AFTER_MAX: 900_000,
    RAIL_OVERDUE_AFTER: 14_400_000,
  });
  expect(paymentsConfig({}).GOPHERPAY_TENANT).toBeUndefined();
});

test("every mistake is told at once", () => {
  const env = {
    DATABASE_URL: "not a url",
    HTTP_PORT: "65536",
    HTTP_RPS_PER_TENANT: "many",
    POSTING_LANES: "5",
    POSTING_BATCH: "0",
    POSTING_QUEUE: "1.5",
    POSTING_KEPT_ACCOUNTS: "-1",
    REPLAY_MEMORY_BYTES: "1e12",
    NOTARY_EVERY: "6 parsecs",
    SSE_HEARTBEAT: "1ms",
    RAIL_URL: "ftp://rail",
    RAIL_TIMEOUT: "2m",
    GOPHERPAY_TENANT: "everybody",
    LOG_LEVEL: "loud",
  };
  expect(refused(env).toSorted()).toEqual(Object.keys(env).toSorted());
});

test("so is every one between variables that are each right by themselves", () => {
  const env = {
    NODE_ENV: "production",
    DATABASE_ADMIN_URL: "postgres://one/a",
    RAIL_ASK_AFTER: "2s",
    RAIL_ASK_AFTER_MAX: "1s",
  };
  expect(refused(env).toSorted()).toEqual([
    "AUTH_AUDIENCE",
    "AUTH_ISSUER",
    "AUTH_JWKS_URL",
    "CURSOR_KEY_FILE",
    "DATABASE_ADMIN_URL",
    "NOTARY_KEY_FILE",
    "NOTARY_WITNESS_FILE",
    "RAIL_ASK_AFTER",
    "TENANT_KEY_FILE",
  ]);
});

test("a variable of ours that there is not is a mistake, one of others is not", () => {
  const env = { POSTING_LANE: "2", RAIL_POL: "1s", PAYMENTS_X: "1", PATH: "/bin", OTHER: "1" };
  expect(refused(env).toSorted()).toEqual(["PAYMENTS_X", "POSTING_LANE", "RAIL_POL"]);
});

test("a password in an address that is refused is not shown", () => {
  expect(JSON.stringify(mistakes({ DATABASE_URL: "pa55word" }))).not.toContain("pa55word");
});

describe("in production", () => {
  it("everything that is trusted has to be given", () => {
    expect(mistakes(PRODUCTION)).toEqual([]);
  });

  it.each(["CURSOR_KEY_FILE", "TENANT_KEY_FILE", "NOTARY_KEY_FILE", "NOTARY_WITNESS_FILE"])(
    "%s is required",
    (variable) => {
      expect(mistakes({ ...PRODUCTION, [variable]: "" })).toEqual([
        { variable, reason: "is required in production and not set" },
      ]);
      expect(mistakes({ [variable]: "" })).toEqual([]);
    },
  );

  it("the development issuer is not believed", () => {
    const AUTH_ISSUER = "urn:holdfast:development-issuer";
    expect(refused({ ...PRODUCTION, AUTH_ISSUER })).toEqual(["AUTH_ISSUER"]);
    expect(refused({ ...PRODUCTION, AUTH_ISSUER: "" })).toEqual(["AUTH_ISSUER"]);
  });
});

test.each([
  [{ DATABASE_ADMIN_URL: "postgres://one/a" }, "DATABASE_ADMIN_URL"],
  [{ DATABASE_SYSTEM_URL: "postgres://one/a" }, "DATABASE_SYSTEM_URL"],
  [{ ...PRODUCTION, AUTH_JWKS_FILE: "/keys/jwks" }, "AUTH_JWKS_URL"],
  [{ AUTH_ISSUER: "https://issuer.example", AUTH_JWKS_FILE: "/jwks" }, "AUTH_AUDIENCE"],
  [{ RAIL_ASK_AFTER: "16m" }, "RAIL_ASK_AFTER"],
])("variables that contradict each other are refused: %o", (env, variable) => {
  expect(refused(env)).toEqual([variable]);
});

test("the service's own name of a variable goes before the general one", () => {
  expect(paymentsConfig({ HTTP_PORT: "1", PAYMENTS_HTTP_PORT: "2" }).HTTP_PORT).toBe(2);
});

test("GopherPay's routes are those of one tenant, if of any", () => {
  expect(paymentsConfig({ GOPHERPAY_TENANT: TENANT }).GOPHERPAY_TENANT).toBe(TENANT);
});

/** Longer than that, and Node's timers fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

test.each(["RAIL_POLL", "RAIL_ASK_AFTER", "RAIL_ASK_AFTER_MAX", "RAIL_OVERDUE_AFTER"] as const)(
  "%s has bounds",
  (variable) => {
    expect(refused({ [variable]: "9ms" })).toEqual([variable]);
    expect(refused({ [variable]: "100000h" })).toEqual([variable]);
  },
);

test("no pause is too long for a timer", () => {
  expect(refused({ RAIL_POLL: `${TIMER_MS_MAX + 1}ms` })).toEqual(["RAIL_POLL"]);
  expect(refused({ RAIL_POLL: "1h" })).toEqual([]);
});

test("help names every variable, and what it is if it is not set", () => {
  const help = configHelp();
  for (const words of ["DATABASE_URL", "RAIL_POLL", "1s", "GOPHERPAY_TENANT", "NODE_ENV", "8082"]) {
    expect(help).toContain(words);
  }
});
