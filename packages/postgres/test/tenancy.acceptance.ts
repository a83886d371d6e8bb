import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Database,
  openDatabase,
  type TenancyFinding,
  TenancyUnsafe,
  verifyTenancy,
} from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";

/** A service of its own: roles belong to the whole server, and here they are spoilt. */
const vault = { service: "vault", schema: "vault" };
const migrations = new URL("./tenancy-migrations/", import.meta.url);

let server: TestDatabase;
let app: Database;
let admin: Database;
beforeAll(async () => {
  server = await testDatabase({ ...vault, migrations, hasEventStore: true });
  app = openDatabase({ url: server.url, applicationName: "test", max: 1 });
  admin = openDatabase({ url: server.adminUrl, applicationName: "test", max: 1 });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await admin[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Everything that is found, as the database is. */
async function findings(database = app): Promise<readonly TenancyFinding[]> {
  try {
    await verifyTenancy(database, vault);
    return [];
  } catch (error) {
    if (error instanceof TenancyUnsafe) return error.findings;
    throw error;
  }
}

const sql = (text: string) => admin.query({ text });

/** What is found while a change is in force. */
async function foundAfter(change: string, undo: string): Promise<readonly TenancyFinding[]> {
  await sql(change);
  try {
    return await findings();
  } finally {
    await sql(undo);
  }
}

const OWN = "tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)";
const FORCED = "alter table vault.box enable row level security, force row level security";
const POLICY = `create policy tenant on vault.box to vault_app using (${OWN}) with check (${OWN})`;
const policyAs = (text: string) => `drop policy tenant on vault.box; ${text}`;
const PUT_BACK = policyAs(POLICY);

test("a database as its migrations left it is safe", async () => {
  await expect(verifyTenancy(app, vault)).resolves.toBeUndefined();
});

describe("is found and named:", () => {
  test.each<[string, string, string, Partial<TenancyFinding>[]]>([
    [
      "a role that bypasses row-level security",
      "alter role vault_app bypassrls",
      "alter role vault_app nobypassrls",
      [{ code: "role_unbound", subject: "vault_app" }],
    ],
    [
      "a member of the owner, also one that does not inherit",
      "grant vault_owner to vault_app with inherit false",
      "revoke vault_owner from vault_app",
      [{ code: "role_owns", remedy: "revoke vault_owner from vault_app" }],
    ],
    [
      "the owner of a table",
      "alter table vault.plain owner to vault_app",
      "alter table vault.plain owner to vault_owner",
      [{ code: "role_owns", problem: "owns vault.plain" }],
    ],
    [
      "a member of the role that sees all tenants",
      "grant vault_system to vault_app",
      "revoke vault_system from vault_app",
      ["box", "commands", "events", "streams", "timers"].map((name) => ({
        code: "policy_differs",
        subject: `vault.${name}`,
      })),
    ],
    [
      "a table without row-level security",
      "alter table vault.box disable row level security",
      FORCED,
      [{ code: "rls_disabled", subject: "vault.box" }],
    ],
    [
      "a table whose policies spare its owner",
      "alter table vault.box no force row level security",
      FORCED,
      [{ code: "rls_not_forced", subject: "vault.box" }],
    ],
    [
      "the same of the log",
      "alter table vault.events no force row level security",
      "alter table vault.events force row level security",
      [{ code: "rls_not_forced", subject: "vault.events" }],
    ],
    [
      "a table without a policy",
      "drop policy tenant on vault.box",
      POLICY,
      [{ code: "policy_missing", subject: "vault.box" }],
    ],
    [
      "a policy without nullif",
      policyAs(
        "create policy tenant on vault.box to vault_app using (tenant_id = (select current_setting('app.tenant_id', true)::uuid))",
      ),
      PUT_BACK,
      [{ code: "policy_differs", subject: "vault.box" }],
    ],
    [
      "a policy that looks at the rows but not at what is written",
      policyAs(
        `create policy tenant on vault.box to vault_app using (${OWN}) with check (tenant_id is not null)`,
      ),
      PUT_BACK,
      [{ code: "policy_differs", subject: "vault.box" }],
    ],
    [
      "a second policy that lets more through, by way of everybody",
      "create policy more on vault.box for select using (label = 'public')",
      "drop policy more on vault.box",
      [{ code: "policy_differs", problem: expect.stringContaining("the policy more,") }],
    ],
    [
      "a policy that calls a function of the same name as PostgreSQL's",
      `create function public.current_setting(text, boolean) returns text language sql as 'select '''''; ${policyAs(POLICY.replaceAll("current_setting", "public.current_setting"))}`,
      `${PUT_BACK}; drop function public.current_setting(text, boolean)`,
      [{ code: "policy_differs", subject: "vault.box" }],
    ],
    [
      "a view of its owner",
      "alter view vault.labels reset (security_invoker)",
      "alter view vault.labels set (security_invoker = on)",
      [{ code: "view_of_its_owner", subject: "vault.labels" }],
    ],
    [
      "a materialised view that requests reach",
      "create materialized view vault.copy as select * from vault.box; grant select (label) on vault.copy to vault_app",
      "drop materialized view vault.copy",
      [{ code: "copy_reachable", remedy: "revoke all on vault.copy from vault_app" }],
    ],
    [
      "a partition that requests reach",
      "grant select on vault.part_1 to public",
      "revoke select on vault.part_1 from public",
      [{ code: "copy_reachable", remedy: "revoke all on vault.part_1 from public" }],
    ],
    ...["truncate", "references", "trigger"].map(
      (right): [string, string, string, Partial<TenancyFinding>[]] => [
        `the right to ${right}`,
        `grant ${right} on vault.plain to vault_app`,
        `revoke ${right} on vault.plain from vault_app`,
        [{ code: "privilege_too_many", remedy: `revoke ${right} on vault.plain from vault_app` }],
      ],
    ),
    [
      "the right to point at one column",
      "grant references (id) on vault.plain to vault_app",
      "revoke references (id) on vault.plain from vault_app",
      [{ code: "privilege_too_many", subject: "vault.plain" }],
    ],
    [
      "a function with rights of its own and the caller's search_path",
      "alter function vault.count_boxes() reset search_path",
      "alter function vault.count_boxes() set search_path = pg_catalog, pg_temp",
      [{ code: "definer_search_path", subject: "vault.count_boxes()" }],
    ],
    [
      "a function of a superuser",
      "alter function vault.count_boxes() owner to current_user",
      "alter function vault.count_boxes() owner to vault_kernel",
      [{ code: "definer_unbound", subject: "vault.count_boxes()" }],
    ],
  ])("%s", async (_name, change, undo, expected) => {
    const found = await foundAfter(change, undo);
    expect(found).toEqual(expected.map((each) => expect.objectContaining(each)));
    expect(await findings()).toEqual([]);
  });

  test("a service that runs as a superuser, once and not by everything it may do", async () => {
    expect(await findings(admin)).toMatchObject([{ code: "role_unbound" }]);
  });

  test("a login of another name that is a member of the app role, and of the owner as well", async () => {
    await sql("create role \"Vault Keeper\" login password 'x' in role vault_app, vault_owner");
    try {
      const url = new URL(server.url);
      url.username = encodeURIComponent("Vault Keeper");
      url.password = "x";
      await using keeper = openDatabase({ url: url.href, applicationName: "test", max: 1 });
      expect(await findings(keeper)).toMatchObject([
        { subject: "Vault Keeper", remedy: 'revoke vault_owner from "Vault Keeper"' },
      ]);
    } finally {
      await sql('drop role "Vault Keeper"');
    }
  });
});

test("what is reachable by nobody, or only lets less through, is no finding", async () => {
  const change = `create materialized view vault.copy as select * from vault.box;
    create table vault.unreachable (tenant_id uuid);
    alter table vault.unreachable enable row level security, force row level security;
    create policy less on vault.box as restrictive to vault_app using (label <> 'hidden')`;
  const undo = `drop materialized view vault.copy; drop table vault.unreachable;
    drop policy less on vault.box`;
  expect(await foundAfter(change, undo)).toEqual([]);
});

test("the error tells everything at once, and what to do", async () => {
  await sql(
    "alter table vault.box no force row level security; grant trigger on vault.plain to vault_app",
  );
  try {
    const refused = verifyTenancy(app, vault);
    await expect(refused).rejects.toMatchObject({ name: "TenancyUnsafe", code: "tenancy_unsafe" });
    await expect(refused).rejects.toThrow(
      [
        "tenants are not kept apart in the schema vault:",
        "  vault.box has policies that do not bind its owner (rls_not_forced)",
        "    alter table vault.box force row level security",
        "  vault.plain gives trigger to vault_app, which no policy binds (privilege_too_many)",
        "    revoke trigger on vault.plain from vault_app",
      ].join("\n"),
    );
  } finally {
    await sql(`${FORCED}; revoke trigger on vault.plain from vault_app`);
  }
});

test("migrations that make something unsafe make no test database", async () => {
  const made = testDatabase({
    ...vault,
    migrations: new URL("./unsafe-migrations/", import.meta.url),
  });
  await expect(made).rejects.toMatchObject({
    findings: [{ code: "rls_disabled" }, { code: "rls_not_forced" }, { code: "policy_missing" }],
  });
});
