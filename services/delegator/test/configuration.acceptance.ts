import { runToEnd } from "@holdfast/service-process";
import { startTzkt } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase, sql } from "./delegator-database.ts";
import { newestFirst, pageBody } from "./pages-of-truth.ts";
import { MAIN, startDelegator } from "./start-delegator.ts";

const MIGRATE = new URL("../src/migrate.ts", import.meta.url);

test.concurrent("a wrong configuration is refused with every mistake and exit code 2", async () => {
  const env = {
    DATABASE_URL: "not a url",
    TZKT_PAGE: "10001",
    TZKT_RPS: "fast",
    SYNC_POLL: "6 parsecs",
    SYNC_RANGES: "0",
    SYNC_POOL: "6s",
    CHAIN_ID: "mainnet",
    HTTP_PORT: "65536",
    LOG_LEVEL: "loud",
  };
  const { code, stdout, stderr } = await runToEnd({ entry: MAIN, env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(Object.keys(env).filter((variable) => !stderr.includes(variable))).toEqual([]);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test.concurrent("a secret in a refused variable is not shown", async () => {
  const { code, stderr } = await runToEnd({ entry: MAIN, env: { DATABASE_URL: "pa55word" } });
  expect(code).toBe(2);
  expect(stderr).toContain("DATABASE_URL");
  expect(stderr).not.toContain("pa55word");
});

test.concurrent("the original's variable names are accepted", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 600 });
  await using delegator = await startDelegator(
    { database, tzkt },
    {
      DATABASE_URL: undefined,
      DATABASE_ADMIN_URL: undefined,
      TZKT_URL: undefined,
      TZKT_PAGE: undefined,
      SYNC_POLL: undefined,
      HTTP_HOST: undefined,
      HTTP_PORT: undefined,
      WEB_DATABASE_URL: database.url,
      SCRAPER_DATABASE_URL: database.url,
      MIGRATOR_DATABASE_URL: database.adminUrl,
      SCRAPER_TZKT_API_URL: tzkt.url,
      SCRAPER_CHUNK_SIZE: "123",
      SCRAPER_POLL_INTERVAL: "1s",
      SCRAPER_HTTP_CLIENT_TIMEOUT: "30s",
      WEB_HTTP_HOST: "127.0.0.1",
      WEB_HTTP_PORT: "0",
      MIGRATOR_INITIAL_CHECKPOINT: "0",
    },
  );
  await delegator.facts.said("CaughtUp");
  expect((await delegator.get("/xtz/delegations")).text).toBe(
    pageBody(newestFirst(tzkt.truth()), { page: 1, size: 50 }),
  );
  const pages = tzkt.requests.filter(({ query }) => query.includes("select.values"));
  expect(pages.every(({ query }) => query.endsWith("limit=123"))).toBe(true);
});

test.concurrent.each([
  ["configuration", { DATABASE_URL: "postgres://localhost/a", SYNC_POOL: "6s" }, "SYNC_POLL"],
  ["database", { DATABASE_URL: "postgres://nobody@127.0.0.1:1/a" }, "unavailable"],
])("the migrations tell a mistake in the %s in words, with exit code 2", async (_, env, words) => {
  const { code, stderr } = await runToEnd({ entry: MIGRATE, env });
  expect(code).toBe(2);
  expect(stderr).toContain(words);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test.concurrent.each([
  ["service", MAIN],
  ["migrations", MIGRATE],
])(
  "--help of the %s names every variable, its default and the original's name, and ends well",
  async (_, entry) => {
    const { code, stdout, stderr } = await runToEnd({ entry, args: ["--help"] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const words of [
      "DATABASE_URL",
      "WEB_DATABASE_URL",
      "TZKT_URL",
      "https://api.tzkt.io",
      "SYNC_POLL",
      "6s",
      "SCRAPER_POLL_INTERVAL",
      "HTTP_PORT",
      "8080",
    ]) {
      expect(stdout).toContain(words);
    }
  },
);

test.concurrent("another chain than the configured one is refused, loudly, and nothing of it is stored", async () => {
  const other = { kind: "wrong_chain_id", times: 1_000_000 } as const;
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 600, faults: { faults: [other] } });
  await using delegator = await startDelegator({ database, tzkt });
  const alarm = await delegator.facts.said("SyncInterrupted");
  expect(alarm).toMatchObject({
    level: "error",
    reason: expect.stringMatching(/serves chain NetXnHfVqm9iesp, but .* NetXdQprcVkpaWU/),
  });
  await delegator.facts.next("SyncInterrupted");
  expect((await delegator.get("/readyz")).status).toBe(503);
  expect((await delegator.get("/xtz/delegations")).status).toBe(503);
  expect(
    await sql(
      database,
      "select mode, chain_id, (select count(*)::int from delegator.delegation) as rows from delegator.sync",
    ),
  ).toEqual([{ mode: "empty", chain_id: null, rows: 0 }]);
});

test.concurrent("a loaded mirror refuses another chain and keeps what it has", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 600 });
  {
    await using first = await startDelegator({ database, tzkt });
    await first.facts.said("CaughtUp");
  }
  const other = { kind: "wrong_chain_id", times: 1_000_000 } as const;
  await using elsewhere = await startTzkt({ seed: 43, rows: 900, faults: { faults: [other] } });
  await using second = await startDelegator({ database, tzkt: elsewhere });
  await second.facts.said("SyncInterrupted", ({ reason }) =>
    /NetXnHfVqm9iesp/.test(String(reason)),
  );
  const { headers, text } = await second.get("/xtz/delegations");
  expect(text).toBe(pageBody(newestFirst(tzkt.truth()), { page: 1, size: 50 }));
  expect(headers["x-total-count"]).toBe("600");
});
