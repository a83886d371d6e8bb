import { setTimeout as sleep } from "node:timers/promises";

import type { Tagged } from "@holdfast/cqrs";
import { type AppendRequest, Overloaded, OutcomeUnknown } from "@holdfast/cqrs/event-store";
import { type Database, DatabaseUnavailable, openDatabase } from "@holdfast/postgres";
import { type PostgresEventStore, postgresEventStore } from "@holdfast/postgres/event-store";
import { type CrashServer, testDatabase } from "@holdfast/postgres/testing";

import { auditBells, wholeLog } from "./audit-bells.ts";
import { BellOwners } from "./bell-owners.ts";
import type { BellDefect } from "./bell-questions.ts";
import { BELL, RINGING } from "./bells.ts";
import type { BellAct, BellAddress, BellStory, Change, Wish } from "./draw-bells.ts";

/** Service and schema carry the same name. */
const SCHEMA = "soak";
const HOLD_MS = 2_000;
const POLL_MS = 50;
/** Everything comes to rest long before this, unless it never does. */
const REST_MS_MAX = 60_000;

type Stage = {
  readonly story: BellStory;
  readonly server: CrashServer;
  readonly note: (text: string) => void;
  /** What is wrong with the owners, to see whether the audit finds out. */
  readonly defect?: BellDefect;
};

/** Lives through a story of timers on a fresh database; returns what the audit finds. */
export async function liveBells(stage: Stage): Promise<readonly string[]> {
  const { story, server, note, defect } = stage;
  await using held = new AsyncDisposableStack();
  const { adminUrl } = server;
  const place = { service: SCHEMA, schema: SCHEMA, hasEventStore: true, adminUrl };
  const database = held.use(await testDatabase(place));
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "audit", holdMs: HOLD_MS }));
  const system = open(database.systemUrl);
  const store = held.use(postgresEventStore({ database: open(database.url), schema: SCHEMA }));
  const { url, systemUrl } = database;
  const where = { url, systemUrl, schema: SCHEMA, holdMs: HOLD_MS, defect };
  const owners = held.use(new BellOwners(where, server));
  await Promise.all(
    story.cracked.map((bell) => change(store, "at first", { ...bell, mood: "Cracked" })),
  );
  await owners.begin();
  await Promise.all(story.first.map((wish) => tell(store, "first", wish)));
  for (const [at, act] of story.acts.entries()) await play(act, at, { store, owners });
  await owners.agree();
  const left = await cameToRest(system);
  if (left !== undefined) return [`nothing comes to rest: ${left}`];
  const log = await wholeLog(postgresEventStore({ database: system, schema: SCHEMA }));
  note(`${log.length} events`);
  const wishes = [...story.first, ...story.acts.flatMap((act) => act.wishes)];
  return auditBells(log, { wishes, clocks: owners.clocks, closed: await closedIn(system) });
}

async function play(
  { wishes, changes, fault }: BellAct,
  number: number,
  { store, owners }: { readonly store: PostgresEventStore; readonly owners: BellOwners },
): Promise<void> {
  const telling = Promise.all([
    ...wishes.map((wish) => tell(store, "second", wish)),
    ...changes.map((each) => change(store, `in act ${number}`, each)),
  ]);
  await sleep(fault.afterMs);
  await owners.suffer(fault.breakage);
  await telling;
}

function tell(store: PostgresEventStore, when: string, { tenant, id, wound }: Wish): Promise<void> {
  return say(store, { tenant, streamId: `wish-${id}`, when, event: wound });
}

function change(
  store: PostgresEventStore,
  when: string,
  { tenant, id, mood }: Change,
): Promise<void> {
  return say(store, { tenant, streamId: `${BELL}-${id}`, when, event: { type: mood } });
}

type Said = {
  readonly tenant: string;
  readonly streamId: string;
  readonly when: string;
  readonly event: Tagged;
};

/** Says what is the matter, however often it takes. */
async function say(
  store: PostgresEventStore,
  { tenant, streamId, when, event }: Said,
): Promise<void> {
  const commands = [{ commandId: `${when} ${streamId}`, events: [event] }];
  const request: AppendRequest = { tenant, streamId, expect: "any", commands };
  for (;;) {
    try {
      await store.append(request);
      return;
    } catch (error) {
      if (!isAway(error)) throw error;
      await sleep(POLL_MS);
    }
  }
}

function isAway(error: unknown): boolean {
  return (
    error instanceof OutcomeUnknown ||
    error instanceof Overloaded ||
    error instanceof DatabaseUnavailable
  );
}

/** Undefined when no timer runs and all is heard and sent; otherwise what is not. */
async function cameToRest(system: Database): Promise<string | undefined> {
  const text = `select (select count(*)::int from ${SCHEMA}.timers) as timers,
      (select count(*)::int from ${SCHEMA}.subscriptions, ${SCHEMA}.log_head
       where subscriptions.position < log_head.position) as behind,
      (select string_agg(name || ' ' || status || coalesce(' ' || last_error, ''), ', ')
       from ${SCHEMA}.subscriptions) as story`;
  type Row = { readonly timers: number; readonly behind: number; readonly story: string };
  let told = "";
  for (const untilMs = performance.now() + REST_MS_MAX; performance.now() < untilMs;) {
    const [row] = (await system.read<Row>({ text })).rows;
    if (row?.timers === 0 && row.behind === 0) return undefined;
    told = JSON.stringify(row);
    await sleep(POLL_MS);
  }
  return `${RINGING}: ${told}`;
}

/** The processes that are over. */
async function closedIn(system: Database): Promise<readonly BellAddress[]> {
  const text = `select tenant_id as tenant, substr(stream_id, length(category) + 2) as id
    from ${SCHEMA}.streams where category = $1 and archived_at is not null`;
  return (await system.read<BellAddress>({ text, values: [RINGING] })).rows;
}
