import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  openDatabase,
  tenancyFindings,
  type TenancyFinding,
  type Transaction,
} from "../src/index.ts";
import { openTenancyStage, type TenancyStage } from "./tenancy-stage.ts";

let stage: TenancyStage;
let database: string;
beforeAll(async () => {
  stage = await openTenancyStage("cellar");
  database = new URL(stage.server.url).pathname.slice(1);
});
afterAll(() => stage[Symbol.asyncDispose]());

type Case = readonly [
  name: string,
  change: string,
  undo: string,
  expected: readonly Partial<TenancyFinding>[],
];

/** Each is found, alone, and not any more once it is undone. */
function each(cases: readonly Case[]): void {
  test.each(cases)("%s", async (_name, change, undo, expected) => {
    const found = await stage.foundAfter(change, undo);
    expect(found).toEqual(expected.map((one) => expect.objectContaining(one)));
    expect(await stage.findings()).toEqual([]);
  });
}

const COUNT = "vault.count_boxes()";
const pathOf = (path: string): string => `alter function ${COUNT} ${path}`;
const pinned = pathOf("set search_path = pg_catalog, pg_temp");
const ownedBy = (role: string): string => `alter function ${COUNT} owner to ${role}`;
const returned = ownedBy("cellar_kernel");

describe("a function with rights of its own that finds names", () => {
  const paths: readonly (readonly [where: string, path: string])[] = [
    ["on its caller's path", "reset search_path"],
    ["in temporary tables first, as where they are not named", "set search_path = pg_catalog"],
    ["in its own schema before PostgreSQL's", "set search_path = vault, pg_catalog, pg_temp"],
    ["in a schema that others write to", "set search_path = pg_catalog, public, pg_temp"],
    ["in a schema named after whoever calls", `set search_path = pg_catalog, "$user", pg_temp`],
    ["in temporary tables before its own schema", "set search_path = pg_catalog, pg_temp, vault"],
    ["in one schema whose name is a list", "set search_path = 'pg_catalog, pg_temp'"],
    ["nowhere in particular", "set search_path = ''"],
  ];
  each(
    paths.map(([where, path]) => [
      where,
      pathOf(path),
      pinned,
      [{ code: "definer_search_path", subject: COUNT }],
    ]),
  );
  each([
    [
      "in its own schema, where the role of requests makes some",
      `${pathOf("set search_path = pg_catalog, vault, pg_temp")}; grant create on schema vault to public`,
      `${pinned}; revoke create on schema vault from public`,
      [{ code: "definer_search_path", problem: expect.stringContaining("pg_catalog, vault, pg_") }],
    ],
  ]);

  test("in its own schema, where it makes none, is safe", async () => {
    const change = pathOf("set search_path = pg_catalog,vault,pg_temp");
    expect(await stage.foundAfter(change, pinned)).toEqual([]);
  });
});

const kernelSeesAll: Partial<TenancyFinding> = {
  code: "definer_unbound",
  subject: "cellar_kernel",
  problem: expect.stringMatching("more, and sees all tenants of vault.box$"),
};
const kernelBy = (using: string, findings: readonly Partial<TenancyFinding>[]) =>
  [
    `the kernel, on a table that is not of the log, by ${using}`,
    `create policy kernel on vault.box to cellar_kernel using ${using}`,
    "drop policy kernel on vault.box",
    findings,
  ] as const;

const seeing = (owner: string, tables: string): Partial<TenancyFinding> => ({
  code: "definer_unbound",
  subject: owner,
  problem: expect.stringMatching(
    `^lends its rights to .*${RegExp.escape(COUNT)}.* and sees all tenants of ${tables}$`,
  ),
});
const bypassing = { code: "definer_unbound", subject: COUNT } as const;

describe("a function with the rights of somebody who sees all tenants:", () => {
  each([
    ["a superuser", ownedBy("current_user"), returned, [bypassing]],
    [
      "a role that bypasses row-level security",
      `create role seer bypassrls; grant create on schema vault to seer; ${ownedBy("seer")}`,
      `${returned}; revoke create on schema vault from seer; drop role seer`,
      [bypassing],
    ],
    [
      "the system role, by its policies",
      ownedBy("cellar_system"),
      returned,
      [
        seeing(
          "cellar_system",
          "vault.box, vault.commands, vault.events, vault.streams, vault.timers",
        ),
      ],
    ],
    [
      "a role with the rights of the system role",
      `create role heir in role cellar_system; ${ownedBy("heir")}`,
      `${returned}; drop role heir`,
      [seeing("heir", "vault.box, vault.commands, vault.events, vault.streams, vault.timers")],
    ],
    [
      "the owner of a table that spares it",
      `${ownedBy("cellar_owner")}; alter table vault.box no force row level security;
        alter table vault.part_1 enable row level security, force row level security`,
      `${returned}; alter table vault.box force row level security;
        alter table vault.part_1 disable row level security, no force row level security`,
      [{ code: "rls_not_forced", subject: "vault.box" }, seeing("cellar_owner", "vault.box")],
    ],
    [
      "the owner of a partition without policies",
      ownedBy("cellar_owner"),
      returned,
      [seeing("cellar_owner", "vault.part_1")],
    ],
    kernelBy("(tenant_id::text = current_setting('app.tenant_id', true))", []),
    kernelBy("(tenant_id::text = current_setting('app.other_id', true))", [kernelSeesAll]),
    kernelBy("(true)", [kernelSeesAll]),
  ]);
});

describe("keys that tell one tenant of another:", () => {
  const box = { code: "key_without_tenant", subject: "vault.box" } as const;
  each([
    [
      "an index of one column",
      "create unique index label_of_all on vault.box (label)",
      "drop index vault.label_of_all",
      [{ ...box, problem: expect.stringContaining("label_of_all") }],
    ],
    [
      "one with the tenant in another place, on some rows only",
      "create unique index late on vault.box (label, tenant_id) where label <> ''",
      "drop index vault.late",
      [box],
    ],
    [
      "one of an expression",
      "create unique index odd on vault.box (lower(label))",
      "drop index vault.odd",
      [box],
    ],
    [
      "the primary key",
      "alter table vault.box drop constraint box_pkey, add primary key (id)",
      "alter table vault.box drop constraint box_pkey, add primary key (tenant_id, id)",
      [{ ...box, problem: expect.stringContaining("box_pkey") }],
    ],
    [
      "an exclusion",
      "alter table vault.box add constraint alone exclude using btree (label with =)",
      "alter table vault.box drop constraint alone",
      [box],
    ],
    [
      "one of a partition alone, whose parent is written to",
      "create unique index part_at on vault.part_1 (at); grant update (at) on vault.part to cellar_app",
      "drop index vault.part_at; revoke update (at) on vault.part from cellar_app",
      [{ code: "key_without_tenant", subject: "vault.part_1" }],
    ],
    [
      "that of the log, where requests write to it past the kernel",
      "grant insert on vault.events to cellar_app",
      "revoke insert on vault.events from cellar_app",
      [{ code: "key_without_tenant", subject: "vault.events" }],
    ],
    [
      "a foreign key between tables of tenants",
      `create unique index all_ids on vault.box (id);
        alter table vault.part add column box text constraint inside references vault.box (id)`,
      "alter table vault.part drop column box; drop index vault.all_ids",
      [
        box,
        {
          code: "reference_without_tenant",
          subject: "vault.part",
          problem: expect.stringContaining("inside"),
        },
      ],
    ],
    [
      "one that takes another column for the tenant",
      `create unique index label_first on vault.box (tenant_id, id, label);
        alter table vault.part add column box text, add column label uuid,
          add constraint inside foreign key (label, box) references vault.box (tenant_id, id)`,
      "alter table vault.part drop column box, drop column label; drop index vault.label_first",
      [{ code: "reference_without_tenant", subject: "vault.part" }],
    ],
  ]);

  test("what begins with the tenant, and what requests cannot write to, is no finding", async () => {
    const change = `create unique index label_of_one on vault.box (tenant_id, label);
      create table vault.read_only (tenant_id uuid, id integer primary key);
      alter table vault.read_only enable row level security, force row level security;
      create policy tenant on vault.read_only to cellar_app
        using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
      grant select, delete on vault.read_only to cellar_app;
      alter table vault.part add column box text, add column plain integer references vault.plain,
        add constraint inside foreign key (box, tenant_id) references vault.box (id, tenant_id)`;
    const undo = `alter table vault.part drop column box, drop column plain; drop table vault.read_only;
      drop index vault.label_of_one`;
    expect(await stage.foundAfter(change, undo)).toEqual([]);
  });
});

describe("a tenant that no transaction has set:", () => {
  const tenant = "11111111-1111-4111-8111-111111111111";
  const code = "tenant_by_default";
  const cases = ["role cellar_app", "role cellar_app in database DATABASE", "database DATABASE"];
  test.each(cases)("a default of %s", async (whose) => {
    const whom = whose.replace("DATABASE", database);
    const remedy = `alter ${whom} reset app.tenant_id`;
    const found = await stage.foundAfter(`alter ${whom} set "App.Tenant_id" = '${tenant}'`, remedy);
    expect(found).toMatchObject([{ code, remedy }]);
    expect(await stage.findings()).toEqual([]);
  });

  test("a default of all roles, which nobody else shall meet", async () => {
    const undone = new RangeError("undone");
    const looking = stage.admin.transaction(async (tx) => {
      await tx.query({ text: `alter role all set app.tenant_id = '${tenant}'` });
      const inside = { transaction: <T>(work: (same: Transaction) => Promise<T>) => work(tx) };
      const scope = { schema: "vault", roles: ["cellar_app"], kernel: "cellar_kernel" };
      const remedy = "alter role all reset app.tenant_id";
      expect(await tenancyFindings(inside, scope)).toMatchObject([{ code, remedy }]);
      throw undone;
    });
    await expect(looking).rejects.toBe(undone);
  });

  test("what the address gives", async () => {
    const url = new URL(stage.server.url);
    url.searchParams.set("options", `-c app.tenant_id=${tenant}`);
    await using given = openDatabase({ url: url.href, applicationName: "test", max: 1 });
    expect(await stage.findings(given)).toMatchObject([{ code, subject: "cellar_app" }]);
  });

  test("a default of nothing, of another role or of another setting is none", async () => {
    const change = `alter role cellar_app set app.tenant_id = ''; alter role cellar_app set app.tenant = 'x';
      alter role cellar_owner set app.tenant_id = '${tenant}'`;
    const undo = "alter role cellar_app reset all; alter role cellar_owner reset all";
    expect(await stage.foundAfter(change, undo)).toEqual([]);
  });
});

describe("ways past every policy:", () => {
  each([
    [
      "the role of requests may replicate",
      "alter role cellar_app replication",
      "alter role cellar_app noreplication",
      [
        {
          code: "role_unbound",
          remedy: expect.stringContaining("alter role cellar_app noreplication"),
        },
      ],
    ],
    [
      "it is a member of a role that may",
      "create role copier replication; grant copier to cellar_app",
      "drop role copier",
      [{ code: "role_unbound", remedy: "revoke copier from cellar_app" }],
    ],
    [
      "a foreign table that requests reach",
      `create foreign data wrapper elsewhere; create server elsewhere foreign data wrapper elsewhere;
        create foreign table vault.far (label text) server elsewhere; grant select on vault.far to cellar_app`,
      "drop foreign data wrapper elsewhere cascade",
      [{ code: "copy_reachable", problem: expect.stringContaining("foreign table") }],
    ],
  ]);
});
