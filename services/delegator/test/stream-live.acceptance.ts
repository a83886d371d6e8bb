import { openStream, type WireEvent } from "@holdfast/service-process/event-client";
import { REORG_VARIANTS, startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase } from "./delegator-database.ts";
import { type Delegator, startDelegator } from "./start-delegator.ts";
import { type View, viewOf } from "./stream-story.ts";
import { mirrored, untilShown } from "./until-shown.ts";

/** What a client holds that applies every event in turn, and where it stands. */
type Client = {
  readonly held: Map<number, View>;
  readonly seen: Set<string>;
  last: string | undefined;
  final: number;
};

function isView(data: unknown): data is View {
  return typeof data === "object" && data !== null && "delegator" in data;
}

function idsOf(data: unknown): readonly number[] {
  return typeof data === "object" && data !== null && "ids" in data && Array.isArray(data.ids)
    ? data.ids
    : [];
}

function levelOf(data: unknown): number {
  return typeof data === "object" && data !== null && "level" in data ? Number(data.level) : 0;
}

/** Applies an event; what is told twice, or taken back without having been told, fails the test. */
function apply(client: Client, { event, id, data }: WireEvent): void {
  if (id !== undefined && event !== "head") {
    expect(client.seen).not.toContain(id);
    client.seen.add(id);
  }
  client.last = id ?? client.last;
  if (event === "delegation" && isView(data)) {
    expect(client.held.has(data.id)).toBe(false);
    client.held.set(data.id, data);
  }
  if (event === "retract") {
    for (const taken of idsOf(data)) expect(client.held.delete(taken)).toBe(true);
  }
  if (event === "final") client.final = levelOf(data);
}

/** Takes one event at a time, each from the other server than the one before, until a level is final. */
async function followCut(
  servers: readonly Delegator[],
  query: string,
  isOver: (client: Client) => boolean,
): Promise<Client> {
  const client: Client = { held: new Map(), seen: new Set(), last: undefined, final: 0 };
  for (let turn = 0; !isOver(client); turn += 1) {
    const server = servers[turn % servers.length];
    const headers = client.last === undefined ? {} : { "last-event-id": client.last };
    using stream = await openStream(`${server?.url}/v1/stream${query}`, headers);
    // A fresh client is told where things stand, and has a place from then on; one that resumes waits for what comes.
    for (const event of await stream.take(turn === 0 ? 1 : 2)) apply(client, event);
  }
  return client;
}

async function liveThrough(tzkt: TzktStandIn, server: Delegator): Promise<void> {
  for (const variant of REORG_VARIANTS) {
    await mirrored(server, tzkt, () => tzkt.advance(2));
    await mirrored(server, tzkt, () => tzkt.reorg(2, variant));
  }
}

test("clients that are cut after every event and switch servers hold what the chain holds, through reorgs of every kind", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 200, live: { delegationsPerBlock: 2 } });
  await using one = await startDelegator({ database, tzkt });
  await one.facts.said("AuditPassed");
  await using other = await startDelegator({ database, tzkt });
  await untilShown(other, tzkt);
  const servers = [one, other];
  const before = { head: tzkt.head, final: tzkt.head - 2 };
  const isStarted = Promise.withResolvers<void>();
  let isOver = false;
  const until = (client: Client): boolean => {
    if (client.last !== undefined) isStarted.resolve();
    return isOver && client.final === tzkt.head - 2;
  };
  const fresh = followCut(servers, "", until);
  const settled = followCut(servers, "?min_final=true", until);
  await isStarted.promise;
  await liveThrough(tzkt, one);
  // In one turn: nobody may see the last final level and believe that more is to come.
  isOver = true;
  tzkt.advance(3);

  const [held, settledHeld] = [(await fresh).held, (await settled).held];
  const rows = [...tzkt.truth().records()];
  const won = rows.filter(({ level }) => level > before.head);
  expect([...held.values()]).toEqual(won.map((record) => viewOf(record, false)));
  const final = rows.filter(({ level }) => level > before.final && level <= tzkt.head - 2);
  expect([...settledHeld.values()]).toEqual(final.map((record) => viewOf(record, true)));
});
