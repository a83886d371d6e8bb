import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openDatabase, type TenancyFinding, verifyTenancy } from "../src/index.ts";
import { testDatabase } from "../src/testing/index.ts";
import { openTenancyStage, type TenancyStage } from "./tenancy-stage.ts";

const vault = { service: "vault", schema: "vault" };
let stage: TenancyStage;
beforeAll(async () => {
  stage = await openTenancyStage("vault");
});
afterAll(() => stage[Symbol.asyncDispose]());

const OWN = "tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)";
const FORCED = "alter table vault.box enable row level security, force row level security";
const POLICY = `create policy tenant on vault.box to vault_app using (${OWN}) with check (${OWN})`;
const policyAs = (text: string) => `drop policy tenant on vault.box; ${text}`;
const PUT_BACK = policyAs(POLICY);

test("a database as its migrations left it is safe", async () => {
  await expect(verifyTenancy(stage.app, vault)).resolves.toBeUndefined();
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
  ])("%s", async (_name, change, undo, expected) => {
    const found = await stage.foundAfter(change, undo);
    expect(found).toEqual(expected.map((each) => expect.objectContaining(each)));
    expect(await stage.findings()).toEqual([]);
  });

  test("a service that runs as a superuser, once and not by everything it may do", async () => {
    const { adminUrl: url } = stage.server;
    await using admin = openDatabase({ url, applicationName: "test", max: 1 });
    expect(await stage.findings(admin)).toMatchObject([{ code: "role_unbound" }]);
  });

  test("a login of another name that is a member of the app role, and of the owner as well", async () => {
    await stage.sql(
      "create role \"Vault Keeper\" login password 'x' in role vault_app, vault_owner",
    );
    try {
      const url = new URL(stage.server.url);
      url.username = encodeURIComponent("Vault Keeper");
      url.password = "x";
      await using keeper = openDatabase({ url: url.href, applicationName: "test", max: 1 });
      expect(await stage.findings(keeper)).toMatchObject([
        { subject: "Vault Keeper", remedy: 'revoke vault_owner from "Vault Keeper"' },
      ]);
    } finally {
      await stage.sql('drop role "Vault Keeper"');
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
  expect(await stage.foundAfter(change, undo)).toEqual([]);
});

test("the error tells everything at once, and what to do", async () => {
  await stage.sql(
    "alter table vault.box no force row level security; grant trigger on vault.plain to vault_app",
  );
  try {
    const refused = verifyTenancy(stage.app, vault);
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
    await stage.sql(`${FORCED}; revoke trigger on vault.plain from vault_app`);
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
