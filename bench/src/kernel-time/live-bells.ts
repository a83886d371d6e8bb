import { setTimeout as sleep } from "node:timers/promises";

import { type AppendRequest, Overloaded, OutcomeUnknown } from "@holdfast/cqrs/event-store";
import { type Database, openDatabase } from "@holdfast/postgres";
import { DatabaseUnavailable } from "@holdfast/postgres";
import { type PostgresEventStore, postgresEventStore } from "@holdfast/postgres/event-store";
import { type CrashServer, type TestDatabase, testDatabase } from "@holdfast/postgres/testing";

import { type Child, startChild } from "../child.ts";
import { auditBells, wholeLog } from "./audit-bells.ts";
import type { BellQuestions } from "./bell-questions.ts";
import { RINGING } from "./bells.ts";
import type { BellFault, BellStory, Wish } from "./draw-bells.ts";

const PROGRAM = new URL("bell-process.ts", import.meta.url);
/** Service and schema carry the same name. */
const SCHEMA = "soak";
const TENANT = "00000000-0000-0000-0000-000000000000";
const OWNERS = 2;
const LEASE_MS = 1_000;
const HOLD_MS = 2_000;
const POLL_MS = 50;
/** Everything comes to rest long before this, unless it never does. */
const REST_MS_MAX = 60_000;

type Stage = {
  readonly story: BellStory;
  readonly server: CrashServer;
  readonly note: (text: string) => void;
};

/** Lives through a story of timers on a fresh database; returns what the audit finds. */
export async function liveBells({ story, server, note }: Stage): Promise<readonly string[]> {
  await using held = new AsyncDisposableStack();
  const { adminUrl } = server;
  const place = { service: SCHEMA, schema: SCHEMA, hasEventStore: true, adminUrl };
  const database = held.use(await testDatabase(place));
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "audit", holdMs: HOLD_MS }));
  const system = open(database.systemUrl);
  const store = held.use(postgresEventStore({ database: open(database.url), schema: SCHEMA }));
  const owners = held.use(new Owners(database, server));
  await owners.begin();
  await Promise.all(story.first.map((wish) => tell(store, "first", wish)));
  const second = story.second.map((wish, at) => ({ wish, before: at % story.faults.length }));
  for (const [at, fault] of story.faults.entries()) {
    const wishes = second.filter(({ before }) => before === at);
    const telling = Promise.all(wishes.map(({ wish }) => tell(store, "second", wish)));
    await sleep(fault.afterMs);
    await owners.suffer(fault.breakage);
    await telling;
  }
  const left = await cameToRest(system);
  if (left !== undefined) return [`nothing comes to rest: ${left}`];
  const log = await wholeLog(postgresEventStore({ database: system, schema: SCHEMA }));
  note(`${log.length} events`);
  const isClockSteady = !story.faults.some(({ breakage }) => breakage.kind === "clock_jump");
  return auditBells(log, [...story.first, ...story.second], isClockSteady);
}

/** Says what is wished, however often it takes. */
async function tell(store: PostgresEventStore, when: string, { id, wound }: Wish): Promise<void> {
  const commands = [{ commandId: `${when} ${id}`, events: [wound] }];
  const streamId = `wish-${id}`;
  const request: AppendRequest = { tenant: TENANT, streamId, expect: "any", commands };
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

class Owners implements AsyncDisposable {
  readonly #database: TestDatabase;
  readonly #server: CrashServer;
  readonly #children: Child<BellQuestions>[] = [];
  #count = 0;

  constructor(database: TestDatabase, server: CrashServer) {
    this.#database = database;
    this.#server = server;
  }

  async begin(): Promise<void> {
    for (let at = 0; at < OWNERS; at += 1) this.#children.push(await this.#start());
  }

  async suffer(breakage: BellFault["breakage"]): Promise<void> {
    if (breakage.kind === "clock_jump") {
      for (const child of this.#children) await child.ask("jump", breakage.ms);
      return;
    }
    const at = breakage.pick % OWNERS;
    const victim = this.#children[at];
    if (breakage.kind !== "kill_kernel") await this.#server.kill();
    if (breakage.kind !== "kill_server") await victim?.[Symbol.asyncDispose]();
    if (breakage.kind !== "kill_kernel") await this.#server.restart();
    if (breakage.kind !== "kill_server") this.#children[at] = await this.#start();
  }

  async #start(): Promise<Child<BellQuestions>> {
    const child = startChild<BellQuestions>(PROGRAM);
    this.#count += 1;
    const { url, systemUrl } = this.#database;
    const name = `owner-${this.#count}`;
    await child.ask("start", {
      name,
      url,
      systemUrl,
      schema: SCHEMA,
      leaseMs: LEASE_MS,
      holdMs: HOLD_MS,
    });
    return child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) await child[Symbol.asyncDispose]();
  }
}
