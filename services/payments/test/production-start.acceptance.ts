import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { runToEnd } from "@holdfast/service-process";
import { generateKey } from "@holdfast/transparency";
import { afterAll, beforeAll, expect, test } from "vitest";

import { sql } from "./log-of.ts";
import { openSurroundings, startPayments, type Surroundings } from "./start-payments.ts";

const MAIN = new URL("../src/main.ts", import.meta.url);
const MIGRATE = new URL("../src/migrate.ts", import.meta.url);

let surroundings: Surroundings;
let production: Readonly<Record<string, string | undefined>>;
beforeAll(async () => {
  surroundings = await openSurroundings();
  const { env } = surroundings;
  const directory = env["HOLDFAST_DATA_DIR"] ?? "";
  const kept = async (name: string, text: string): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  const newKey = () => randomBytes(32).toString("base64");
  production = {
    ...env,
    NODE_ENV: "production",
    AUTH_ISSUER: "https://issuer.example",
    AUTH_AUDIENCE: "payments",
    AUTH_JWKS_FILE: await kept("jwks.json", '{"keys":[]}'),
    CURSOR_KEY_FILE: await kept("cursor.key", newKey()),
    TENANT_KEY_FILE: await kept("tenant.key", newKey()),
    NOTARY_KEY_FILE: await kept("notary.key", generateKey("holdfast.example/x").signerKey),
    NOTARY_WITNESS_FILE: join(directory, "witness"),
  };
});
afterAll(() => surroundings[Symbol.asyncDispose]());

const started = (more: Readonly<Record<string, string | undefined>> = {}) =>
  runToEnd({ entry: MAIN, env: { ...production, ...more } });

test("what is missing of the configuration is told in words, all of it, before anything is made", async () => {
  const names = ["AUTH_ISSUER", "CURSOR_KEY_FILE", "NOTARY_WITNESS_FILE"];
  const { code, stdout, stderr } = await started(
    Object.fromEntries(names.map((each) => [each, ""])),
  );
  expect([code, stdout]).toEqual([2, ""]);
  expect(names.filter((each) => !stderr.includes(each))).toEqual([]);
  expect(stderr).not.toMatch(/\n\s+at /u);
});

test("a role that no policy binds is refused, in words that say what to do", async () => {
  const { adminUrl } = surroundings.database;
  const { code, stderr } = await started({ DATABASE_URL: adminUrl });
  expect(code).toBe(2);
  expect(stderr).toContain("tenants are not kept apart in the schema payments");
  expect(stderr).toContain("is a superuser (role_unbound)");
  expect(stderr).not.toMatch(/\n\s+at /u);
});

test("a role that owns a table is refused", async () => {
  const { database } = surroundings;
  await sql(database, "alter table payments.transfer owner to payments_app");
  const { code, stderr } = await started();
  await sql(database, "alter table payments.transfer owner to payments_owner");
  expect(code).toBe(2);
  expect(stderr).toContain("payments_app owns payments.transfer (role_owns)");
  expect(stderr).toContain("run the service as its app role, which owns nothing");
});

test("tables whose policies do not bind everybody are refused", async () => {
  const { database } = surroundings;
  await sql(database, "alter table payments.transfer no force row level security");
  const { code, stderr } = await started();
  await sql(database, "alter table payments.transfer force row level security");
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /payments\.transfer .*\n\s+alter table payments\.transfer force row level security/u,
  );
});

test("a database that is not migrated is refused, and taken once the script has migrated it", async () => {
  await using fresh = await openSurroundings();
  const { database } = fresh;
  for (const schema of ["payments", "payments_keys"]) {
    await sql(database, `drop schema ${schema} cascade`);
  }
  const { url, adminUrl, systemUrl } = database;
  const there = { DATABASE_URL: url, DATABASE_ADMIN_URL: adminUrl, DATABASE_SYSTEM_URL: systemUrl };
  const { code, stderr } = await started(there);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^migrations are pending: .*; run: .*migrate.*\n$/u);
  const env = { ...production, ...there };
  expect(await runToEnd({ entry: MIGRATE, env })).toMatchObject({ code: 0, stderr: "" });
  await using payments = await startPayments({ ...fresh, env });
  const ready = async () => (await fetch(`${payments.url}/readyz`)).status;
  await expect.poll(ready).toBe(200);
});
