import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openDatabase } from "@holdfast/postgres";
import { startEmbedded } from "@holdfast/postgres/embedded";
import type { TestDatabase } from "@holdfast/postgres/testing";
import { runToEnd } from "@holdfast/service-process";
import { startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { delegatorDatabase, sql } from "./delegator-database.ts";
import { type Delegator, environmentOf, MAIN, startDelegator } from "./start-delegator.ts";

const MIGRATE = new URL("../src/migrate.ts", import.meta.url);

let database: TestDatabase;
let tzkt: TzktStandIn;
let delegator: Delegator;
beforeAll(async () => {
  database = await delegatorDatabase();
  tzkt = await startTzkt({ rows: 700 });
  delegator = await startDelegator({ database, tzkt }, { LEADER_KEY: "here" });
  await delegator.facts.said("AuditPassed");
});
afterAll(async () => {
  await delegator[Symbol.asyncDispose]();
  await tzkt[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function json(path: string): Promise<unknown> {
  const { status, text } = await delegator.get(path);
  expect(status).toBe(200);
  return JSON.parse(text);
}

describe("the operator", () => {
  it("learns from /healthz and /readyz that all is well", async () => {
    expect(await json("/healthz")).toMatchObject({ status: "ok" });
    expect(await json("/readyz")).toEqual({ status: "ready", reasons: [] });
  });

  it("learns from /v1/status how the mirror stands to the chain", async () => {
    expect(await json("/v1/status")).toMatchObject({
      mode: "live",
      chain: "NetXdQprcVkpaWU",
      head: tzkt.head,
      final: tzkt.head - 2,
      lag_levels: 2,
      newest_at: Array.from(tzkt.truth().records()).at(-1)?.timestamp.replace("Z", ".000Z"),
      rows: 700,
      expected: null,
      retractions: "0",
      change: expect.stringMatching(/^[0-9]+$/),
      divergence: null,
      leader: "here",
      epoch: "1",
      last_audit: { rows: 700, passed: true },
    });
  });

  it("learns from /v1/status how long ago the chain was looked at", async () => {
    await sql(database, "update delegator.sync set synced_at = now() - interval '1 hour'");
    const { synced_at: at, lag_seconds: lag } = Object(await json("/v1/status"));
    // A follower that tells when it looked may have done so in between.
    expect(Date.parse(at)).toBeGreaterThan(Date.now() - 2 * 3_600_000);
    expect(lag).toBeLessThan(2 * 3_600);
  });

  it("reads what stopped a mirror that has diverged", async () => {
    await sql(database, "update delegator.sync set divergence = 'level 7 differs'");
    expect(await json("/v1/status")).toMatchObject({ divergence: "level 7 differs" });
    await sql(database, "update delegator.sync set divergence = null");
  });

  it("finds rows, levels, requests, audits and leadership in /metrics", async () => {
    const { text } = await delegator.get("/metrics");
    for (const line of [
      'delegator_rows{service="delegator"} 700',
      'delegator_is_leader{service="delegator"} 1',
      'delegator_upstream_failures_total{service="delegator"} 0',
      'delegator_sync_interruptions_total{service="delegator"} 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toContain("delegator_upstream_request_duration_seconds_count");
    expect(text).toContain('delegator_audits_total{outcome="passed"');
  });

  it("reads in /openapi.json what there is, and who powers it", async () => {
    expect(await json("/openapi.json")).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./),
      info: { description: expect.stringContaining("Powered by [TzKT API](https://tzkt.io)") },
      paths: {
        "/xtz/delegations": {
          get: {
            parameters: expect.arrayContaining([
              expect.objectContaining({ name: "page", in: "query" }),
              expect.objectContaining({ name: "per_page", in: "query" }),
              expect.objectContaining({ name: "year", in: "query" }),
            ]),
            responses: { 200: {}, 400: {}, 503: {} },
          },
        },
        "/v1/status": { get: {} },
        "/v1/stream": {
          get: {
            description: expect.stringContaining("Last-Event-ID"),
            responses: {
              200: {
                content: {
                  "text/event-stream": {
                    schema: { examples: [expect.stringContaining("event: retract\nid: ")] },
                  },
                },
              },
              400: {},
              503: {},
            },
          },
        },
        "/v1/export.csv": { get: { responses: { 200: {}, 304: {}, 400: {}, 503: {} } } },
        "/v1/export.ndjson": { get: {} },
        "/v1/stats": { get: { responses: { 200: {}, 304: {}, 400: {}, 503: {} } } },
        "/v1/stats/bakers": { get: {} },
      },
    });
  });
});

describe("a client that asks too much", () => {
  it("is refused in the original's words, while probes are answered", async () => {
    await using service = await startDelegator({ database, tzkt }, { HTTP_RPS_PER_IP: "0.01" });
    const first = await service.get("/v1/status");
    expect(first).toMatchObject({
      status: 200,
      headers: {
        "cache-control": "no-store",
        vary: "Accept, Accept-Encoding",
        "ratelimit-policy": '"default";q=1;w=100',
        ratelimit: '"default";r=0;t=100',
      },
    });
    const second = await service.get("/xtz/delegations");
    expect(second).toMatchObject({
      status: 429,
      text: '{"code":429,"message":"too many requests from this address"}\n',
      headers: { "content-type": "application/json; charset=utf-8" },
    });
    expect(Number(second.headers["retry-after"])).toBeGreaterThan(1);
    expect((await service.get("/healthz")).status).toBe(200);
  });

  it("has no limit unless one is set", async () => {
    expect((await delegator.get("/v1/status")).headers).not.toHaveProperty("ratelimit");
  });
});

/** The database before any migration of the service. */
async function unmigrated(): Promise<TestDatabase> {
  const fresh = await delegatorDatabase();
  await sql(
    fresh,
    `do $$ declare name text; begin
       for name in select nspname from pg_namespace where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public')
       loop execute format('drop schema %I cascade', name); end loop;
     end $$`,
  );
  return fresh;
}

describe("migrations", () => {
  it("in production a database that is not migrated is refused; the script migrates it, twice without harm", async () => {
    await using fresh = await unmigrated();
    const env = { ...environmentOf({ database: fresh, tzkt }), NODE_ENV: "production" };
    const refused = await runToEnd({ entry: MAIN, env });
    expect(refused.code).not.toBe(0);
    expect(refused.stdout + refused.stderr).toMatch(/migrat/i);

    const first = await runToEnd({ entry: MIGRATE, env });
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("0001-delegations");
    const second = await runToEnd({ entry: MIGRATE, env });
    expect(second.code).toBe(0);
    expect(second.stdout).toContain("nothing to do");

    await using service = await startDelegator(
      { database: fresh, tzkt },
      { NODE_ENV: "production" },
    );
    await service.facts.said("CaughtUp");
  });

  it("in production a user that row-level security does not bind is refused", async () => {
    await using migrated = await delegatorDatabase();
    const { adminUrl } = migrated;
    const env = {
      ...environmentOf({ database: { url: adminUrl, adminUrl }, tzkt }),
      NODE_ENV: "production",
    };
    const { code, stderr } = await runToEnd({ entry: MAIN, env });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("is a superuser (role_unbound)"),
    });
  });

  it("outside production the service migrates by itself", async () => {
    await using fresh = await unmigrated();
    await using service = await startDelegator({ database: fresh, tzkt });
    expect(service.facts.all("migration applied")).not.toEqual([]);
  });
});

describe("the embedded server", () => {
  it("is started without DATABASE_URL, and is durable", async () => {
    await using held = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), "delegator-embedded-"));
    held.defer(() => rm(directory, { recursive: true, force: true }));
    await chmod(directory, 0o711);
    const env = {
      DATABASE_URL: undefined,
      DATABASE_ADMIN_URL: undefined,
      HOLDFAST_DATA_DIR: directory,
    };
    const service = await startDelegator({ database, tzkt }, env);
    held.use(service);
    const server = await startEmbedded({ directory: join(directory, "postgres") });
    held.defer(() => rm(server.home, { recursive: true, force: true }));
    expect(server.owned).toBe(false);
    await service.facts.said("CaughtUp");

    await using superuser = openDatabase({ url: server.adminUrl, applicationName: "test", max: 1 });
    const { rows } = await superuser.query({
      text: `select name, setting from pg_settings
             where name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name`,
    });
    expect(rows).toEqual([
      { name: "fsync", setting: "on" },
      { name: "full_page_writes", setting: "on" },
      { name: "synchronous_commit", setting: "on" },
    ]);
  });
});
