import { setTimeout as sleep } from "node:timers/promises";

import { runSubscription, waitFor } from "@holdfast/cqrs/subscriptions";
import { positions, say } from "@holdfast/cqrs/subscriptions/contract";
import { afterAll, beforeAll, expect, test } from "vitest";

import {
  eventStoreMigrations,
  postgresEventStore,
  postgresSubscriptions,
} from "../src/event-store/index.ts";
import { ensureRoles, migrate, openDatabase } from "../src/index.ts";
import { type CrashServer, crashServer } from "../src/testing/index.ts";

let server: CrashServer;
beforeAll(async () => {
  server = await crashServer();
  const ledger = { url: server.adminUrl, service: "ledger", schema: "ledger" };
  await ensureRoles(server.adminUrl, "ledger");
  await migrate({ ...ledger, ...eventStoreMigrations });
  const directory = new URL("./subscription-migrations/", import.meta.url);
  await migrate({ ...ledger, directory });
});
afterAll(() => server[Symbol.asyncDispose]());

test("SIGKILL of the server under a subscription: it goes on by itself, and its model has each event once (L9, L10)", async () => {
  await using database = openDatabase({ url: server.adminUrl, applicationName: "test", holdMs: 0 });
  await using events = postgresEventStore({ database, schema: "ledger" });
  const store = postgresSubscriptions({ database, schema: "ledger" });
  const id = { name: "noting", revision: 1 };
  const time = {
    nowMs: Date.now,
    sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
  };
  const stop = new AbortController();
  const errors: unknown[] = [];
  const handled = { events: 0, onEnough: (): void => undefined };
  const ended = runSubscription(
    {
      ...id,
      async eachBatch(batch, tx) {
        const values = [batch.map(({ position }) => position)];
        const text =
          "insert into ledger.noted (model, position) select 'noted', unnest($1::int8[])";
        await tx.query({ text, values });
      },
    },
    {
      ...time,
      store,
      owner: "ann",
      batchMax: 7,
      catchUpMax: 7,
      signal: stop.signal,
      onError: (error) => void errors.push(error),
      onBatch(batch) {
        handled.events += batch.events;
        if (handled.events >= 100) handled.onEnough();
      },
    },
  );
  for (let crash = 0; crash < 2; crash += 1) {
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    Object.assign(handled, { events: 0, onEnough: resolve });
    const appending = (async () => {
      for (;;) await say(events, "log-1", "a", "b", "c");
    })();
    const failed = appending.catch((error: unknown) => error);
    await enough;
    await server.kill();
    expect(await failed).toMatchObject({
      code: expect.stringMatching(/^(?:database_unavailable|outcome_unknown)$/),
    });
    await server.restart();
  }
  const head = await say(events, "log-1", "last");
  expect(await waitFor(id, head, { ...time, store, timeoutMs: 30_000 })).toBe(true);
  stop.abort();
  await ended;
  const { rows } = await database.query<{ position: bigint }>({
    text: "select position from ledger.noted order by came",
  });
  expect(rows.map(({ position }) => position)).toEqual(positions(0n, head));
  expect(errors.length).toBeGreaterThan(0);
});
