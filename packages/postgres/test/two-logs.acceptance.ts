import { isAppendRefusal } from "@holdfast/cqrs/event-store";
import { expect, test } from "vitest";

import { eventStoreMigrations, postgresEventStore } from "../src/event-store/index.ts";
import { ensureRoles, migrate, openDatabase } from "../src/index.ts";
import { testDatabase } from "../src/testing/index.ts";

const tenant = "00000000-0000-0000-0000-000000000000";

test("two services have logs of their own in one database, whatever their schemas are called (emmett#95)", async () => {
  await using server = await testDatabase({
    service: "ledger",
    schema: "ledger",
    hasEventStore: true,
  });
  const other = { service: "auctions", schema: "auction_house" };
  await ensureRoles(server.adminUrl, other.service);
  await migrate({ url: server.adminUrl, ...other, ...eventStoreMigrations });
  await using database = openDatabase({ url: server.adminUrl, applicationName: "test" });
  await using first = postgresEventStore({ database, schema: "ledger" });
  await using second = postgresEventStore({ database, schema: other.schema });
  const heard: string[] = [];
  const stop = new AbortController();
  const { promise: listening, resolve: onListening } = Promise.withResolvers<void>();
  const { promise: told, resolve: onTold } = Promise.withResolvers<void>();
  const onNotify = (payload: string): void => {
    heard.push(payload);
    onTold();
  };
  const listened = database.listen("auction_house_events", {
    onNotify,
    onListening,
    signal: stop.signal,
  });
  await listening;

  const say = async (store: typeof first, word: string): Promise<bigint> => {
    const commands = [{ commandId: "command-1", events: [{ type: "Said", word }] }];
    const outcome = await store.append({ tenant, streamId: "log-1", expect: "absent", commands });
    return isAppendRefusal(outcome) ? 0n : outcome.lastPosition;
  };
  expect(await say(first, "a")).toBe(1n);
  expect(await say(second, "b")).toBe(1n);
  await told;
  stop.abort();
  await listened;
  expect(heard).toEqual(["1"]);
  expect(await second.loadStream({ tenant, streamId: "log-1" })).toMatchObject({
    events: [{ word: "b" }],
  });
});
