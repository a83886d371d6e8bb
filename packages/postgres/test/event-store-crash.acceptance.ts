import { randomUUID } from "node:crypto";

import { type AppendRequest, isAppendRefusal } from "@holdfast/cqrs/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { eventStoreMigrations, postgresEventStore } from "../src/event-store/index.ts";
import { ensureRoles, migrate, openDatabase } from "../src/index.ts";
import { type CrashServer, crashServer } from "../src/testing/index.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
let server: CrashServer;
beforeAll(async () => {
  // Durable: what was acknowledged has to survive.
  server = await crashServer();
  await ensureRoles(server.adminUrl, "ledger");
  await migrate({
    url: server.adminUrl,
    service: "ledger",
    schema: "ledger",
    ...eventStoreMigrations,
  });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Acknowledged: the command and where its events are. */
type Acknowledged = ReadonlyMap<string, bigint>;

/** Appends by several callers until the server is gone; returns what was acknowledged. */
async function load(url: string, onAppended: (count: number) => void): Promise<Acknowledged> {
  await using database = openDatabase({ url, applicationName: "test", holdMs: 0 });
  await using store = postgresEventStore({ database, schema: "ledger" });
  const acknowledged = new Map<string, bigint>();
  const caller = async (of: number): Promise<void> => {
    for (let step = 0; ; step += 1) {
      const request = requestOf(of % 3 === 0 ? "hot-1" : `log-${randomUUID()}`, 1 + (step % 3));
      const outcome = await store.append(request);
      if (isAppendRefusal(outcome)) throw new RangeError(outcome.sentence);
      acknowledged.set(request.commands[0]?.commandId ?? "", outcome.lastPosition);
      onAppended(acknowledged.size);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: 16 }, (_, of) => caller(of)));
  for (const end of ends) {
    const expected = /^(?:database_unavailable|outcome_unknown)$/;
    expect(end).toMatchObject({ reason: { code: expect.stringMatching(expected) } });
  }
  return acknowledged;
}

function requestOf(streamId: string, size: number): AppendRequest {
  const events = Array.from({ length: size }, () => ({ type: "Said", word: "a" }));
  return { tenant, streamId, expect: "any", commands: [{ commandId: randomUUID(), events }] };
}

/** What must be nothing, whatever happened. */
const VIOLATIONS = `
  select 'L1 positions' from ledger.events, ledger.log_head
    having count(*) <> coalesce(max(events.position), 0) or count(*) <> coalesce(max(log_head.position), 0)
  union all
  select 'L2 versions' from ledger.events group by tenant_id, stream_id having count(*) <> max(version)
  union all
  select 'L2 streams' from ledger.streams where version <>
    (select count(*) from ledger.events where (events.tenant_id, events.stream_id) = (streams.tenant_id, streams.stream_id))
  union all
  select 'L3 events of no command' from ledger.events where not exists
    (select from ledger.commands where command_id = events.meta ->> 'commandId'
       and events.position between commands.position - size + 1 and commands.position)
  union all
  select 'L3 commands without events' from ledger.commands where size <>
    (select count(*) from ledger.events where events.position between commands.position - size + 1 and commands.position)`;

test.each([20, 150, 400])(
  "SIGKILL of the server after %i appends loses nothing that was acknowledged, and leaves nothing half done",
  async (count) => {
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const loading = load(server.adminUrl, (appended) => {
      if (appended >= count) resolve();
    });
    await enough;
    await server.kill();
    const acknowledged = await loading;
    await server.restart();

    await using admin = openDatabase({ url: server.adminUrl, applicationName: "test" });
    expect((await admin.query({ text: VIOLATIONS })).rows).toEqual([]);
    const { rows } = await admin.query<{ id: string; position: bigint }>({
      text: "select command_id as id, position from ledger.commands where command_id = any($1)",
      values: [[...acknowledged.keys()]],
    });
    expect(new Map(rows.map(({ id, position }) => [id, position]))).toEqual(acknowledged);
  },
);
