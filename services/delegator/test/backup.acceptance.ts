import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { backUp, restore } from "@holdfast/postgres/backup";
import { eventStoreMigrations } from "@holdfast/postgres/event-store";
import type { TestDatabase } from "@holdfast/postgres/testing";
import { startTzkt } from "@holdfast/standin-tzkt";
import { afterAll, beforeAll, expect, test } from "vitest";

import { delegatorDatabase, sql } from "./delegator-database.ts";
import { startDelegator } from "./start-delegator.ts";
import { checkToldByTheLog } from "./told-by-the-log.ts";
import { untilAnswered } from "./until-answered.ts";

const directory = new URL("../migrations/", import.meta.url);
const held = new AsyncDisposableStack();
let tzkt: Awaited<ReturnType<typeof startTzkt>>;
let source: TestDatabase;
let target: TestDatabase;
beforeAll(async () => {
  tzkt = held.use(await startTzkt({ seed: 11, rows: 3_000 }));
  source = held.use(await delegatorDatabase());
  {
    await using loader = await startDelegator({ database: source, tzkt });
    await loader.facts.said("CaughtUp");
  }
  target = held.use(await delegatorDatabase());
  await sql(target, "drop schema delegator cascade");
  const folder = await mkdtemp(join(tmpdir(), "holdfast-backup-"));
  held.defer(() => rm(folder, { recursive: true }));
  const backup = join(folder, "delegator");
  const service = { service: "delegator", schema: "delegator" };
  await backUp({ url: source.adminUrl, ...service, directory: backup });
  const migrations = [eventStoreMigrations, { directory }];
  await restore({ url: target.adminUrl, directory: backup, migrations });
});
afterAll(() => held.disposeAsync());

/** Every row of a table, and every index of the schema. */
async function contentOf(database: TestDatabase): Promise<Readonly<Record<string, unknown>>> {
  const tables = await sql<{ readonly name: string }>(
    database,
    "select tablename::text as name from pg_tables where schemaname = 'delegator' order by 1",
  );
  const content: Record<string, unknown> = {};
  for (const { name } of tables) {
    content[name] = await sql(
      database,
      `select row(t.*)::text as row from delegator.${name} t order by 1`,
    );
  }
  const indexes = "select indexdef from pg_indexes where schemaname = 'delegator' order by 1";
  return { ...content, indexes: await sql(database, indexes) };
}

test("a mirror with its log comes back as it was, with the indexes that it had built itself", async () => {
  const [then, now] = [await contentOf(source), await contentOf(target)];
  expect(now).toEqual(then);
  expect(then["indexes"]).toContainEqual({
    indexdef: expect.stringContaining("delegation_natural_key"),
  });
  const text = "select chain_id from delegator.sync";
  const [sync] = await sql<{ readonly chain_id: string }>(target, text);
  await checkToldByTheLog(target.adminUrl, sync?.chain_id ?? "");
});

test("a service over the restored mirror answers what the other answers", async () => {
  await using one = await startDelegator({ database: source, tzkt });
  await using other = await startDelegator({ database: target, tzkt });
  for (const path of ["/xtz/delegations", "/v1/delegations?page=7", "/v1/stats/bakers"]) {
    // Until a service has looked at its database it has nothing to tell.
    await untilAnswered(one, path, ({ status }) => status === 200);
    const meant = (await one.get(path)).text;
    await untilAnswered(other, path, ({ text }) => text === meant);
  }
});
