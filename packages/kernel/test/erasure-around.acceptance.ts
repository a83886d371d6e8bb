import { setTimeout as rest } from "node:timers/promises";
import { inspect } from "node:util";

import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { waitFor } from "@holdfast/cqrs/subscriptions";
import { nothingPersonal, type Personal, personalFields, pii } from "@holdfast/erasure";
import { openKernel } from "@holdfast/kernel";
import { postgresEraser } from "@holdfast/postgres/erasure";
import { postgresEventStore } from "@holdfast/postgres/event-store";
import { backedUp } from "@holdfast/postgres/testing";
import {
  outbox,
  type OutboxMessage,
  type Process,
  PROCESS_EVENT_TYPES,
  send,
  setTimer,
} from "@holdfast/processes";
import { openMetrics } from "@holdfast/telemetry";
import { afterAll, beforeAll, expect, test } from "vitest";

import { everything, member, memberEvents, openErasureStage, shown } from "./erasure-stage.ts";
import { recordingTracer } from "./recording-tracer.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const MARKER = "Marker-91be";
const memberId = "m-0100";
const POLL = { timeout: 20_000 };

let stage: Awaited<ReturnType<typeof openErasureStage>>;
beforeAll(async () => {
  stage = await openErasureStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** What the process is told; its commands and timers carry ids alone. */
type Met = { readonly type: "Met"; readonly memberId: string; readonly name: Personal<string> };
type Greet = { readonly type: "Greet"; readonly memberId: string };
type Overdue = { readonly type: "Overdue" };
type Greeting = Process<Met, Personal<string>, Greet, Overdue>;

/** The name that an event tells. */
function nameIn(event: object): Personal<string> {
  return "name" in event && typeof event.name === "string" ? event.name : { erased: true };
}

const manager: Greeting["manager"] = {
  name: "greeting",
  initialState: () => "",
  react(heard, name) {
    if (heard.type === "TimerFired") throw new RangeError(`${shown(name)} has not answered`);
    if (heard.type !== "Met") return [];
    const timer = setTimer("answer", { after: { seconds: 0 } }, { type: "Overdue" });
    return [send("letter-1", { type: "Greet", memberId: heard.memberId }), timer];
  },
  evolve: (name, event) => (event.type === "Met" ? event.name : name),
};

/** Writes to whoever joins, with a post that loses the first letter, and a timer that cannot be handled. */
function greeting(nameOf: (id: string) => Promise<string>): Greeting {
  let attempts = 0;
  return {
    manager,
    listens: {
      filter: { types: ["Joined"] },
      catalogue: memberEvents,
      to: ({ event }) => ({
        id: memberId,
        message: { type: "Met", memberId, name: nameIn(event) },
      }),
    },
    messages: eventCatalogue<Met>({ Met: [{ schema: {} }] }),
    onFailure: { retries: 3, backoffMs: () => 10 },
    async send({ command }) {
      attempts += 1;
      const name = await nameOf(command.memberId);
      if (attempts === 1) throw new RangeError(`the letter to ${name} was lost`);
      return { status: "accepted", answer: null };
    },
  };
}

type Letter = OutboxMessage<{ readonly name: string }>;

/** Tells the world who joins; what cannot be told is parked. */
function letters(name: string, publish: (letters: readonly Letter[]) => void) {
  return outbox({
    name,
    filter: { types: ["Joined"] },
    catalogue: memberEvents,
    onFailure: { giveUp: "park" },
    body: ({ event }: StoredEvent) => ({ name: shown(nameIn(event)) }),
    publish: async (messages) => publish(messages),
  });
}

/** A kernel that is watched in every way there is, with a process that runs. */
function openWatched() {
  const { tracer, spans } = recordingTracer();
  const metrics = openMetrics({ service: "ledger" });
  const logs: string[] = [];
  const { keys, sealing } = stage.process([
    personalFields<Met>({ Met: { name: pii("memberId") } }),
    nothingPersonal(PROCESS_EVENT_TYPES),
  ]);
  const onError = (error: unknown, where: string): void =>
    void logs.push(`${where}: ${inspect(error, { depth: 10 })}`);
  const kernel = openKernel({ ...stage, sealing, tracer, metrics, onError });
  const stop = new AbortController();
  const { signal } = stop;
  const nameOf = async () => {
    const { events } = await kernel.store.loadStream({ tenant, streamId: "member-100" });
    return shown(nameIn(events[0] ?? {}));
  };
  const running = [kernel.runProcess(greeting(nameOf), { owner: "greeting", signal })];
  return {
    kernel,
    keys,
    logs,
    follow: (subscription: ReturnType<typeof letters>) =>
      void running.push(kernel.follow(subscription, { owner: subscription.name, signal })),
    /** All that is kept anywhere but with the keys, by where it is. */
    places: async () => {
      const backup = await backedUp({ url: stage.adminUrl, service: "ledger", schema: "ledger" });
      return {
        tables: (await everything(stage.admin)).join("\n"),
        backup: [...backup].map(([name, text]) => `${name}\n${text}`).join("\n"),
        metrics: await metrics.render(),
        logs: logs.join("\n"),
        spans: inspect(spans, { depth: 20, maxArrayLength: null }),
      };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(running);
      await kernel[Symbol.asyncDispose]();
    },
  };
}

/** Waits until the process has sent its letter, and its timer has failed. */
async function greeted(): Promise<void> {
  const text = `select (select count(*)::int from ledger.events where type = 'CommandAccepted') as accepted,
    (select count(*)::int from ledger.timers where last_error is not null) as failed`;
  const look = async () => (await stage.admin.query({ text })).rows;
  await expect.poll(look, POLL).toEqual([{ accepted: 1, failed: 1 }]);
}

test("somebody is found neither in what a process keeps, an outbox, a backup, metrics, logs nor spans", async () => {
  await using watched = openWatched();
  const { kernel, keys, logs, places, follow } = watched;
  const { handle } = kernel.commands(member, {
    catalogue: memberEvents,
    context: () => ({ memberId }),
  });
  const at = { tenant, streamId: "member-100", commandId: "join-100" };
  const joined = await handle({ ...at, command: { type: "Join", name: MARKER } });
  if ("code" in joined) throw new RangeError(joined.sentence);

  const sent: Letter[] = [];
  const [told, lost] = [
    letters("told", (messages) => void sent.push(...messages)),
    letters("lost", (messages) => {
      throw new RangeError(`no way to ${messages[0]?.body.name}`);
    }),
  ];
  const sleep = (ms: number, signal: AbortSignal) => rest(ms, undefined, { signal });
  const through = { store: kernel.subscriptions, timeoutMs: 20_000, nowMs: Date.now, sleep };
  for (const each of [told, lost]) {
    follow(each);
    expect(await waitFor(each, joined.position, through)).toBe(true);
  }
  await greeted();
  // It did go out, it could not be told, and every failure that quoted it was heard of.
  expect(sent).toMatchObject([{ key: "member-100", body: { name: MARKER } }]);
  const parked = await kernel.subscriptions.parked(lost, 5);
  expect(parked).toMatchObject([{ error: expect.stringContaining("RangeError was thrown at") }]);
  for (const where of ["lost", "greeting:sends", "timer answer of greeting-"]) {
    expect(logs.join("\n")).toContain(where);
  }

  const store = postgresEventStore(stage);
  const done = await postgresEraser({ ...stage, keys, store })({ tenant, subjectId: memberId });
  expect(done).toMatchObject({ status: "shredded" });

  const after = await places();
  // What is searched is what was kept: each tells of the person by the id.
  for (const kept of [after.tables, after.backup]) {
    expect(kept).toContain("SubjectShredded");
    expect(kept).toContain("CommandIssued");
  }
  expect(after.spans).toContain("greeting");
  expect(after.backup).not.toContain("wrapped_key");
  expect(after.metrics).toContain("holdfast_commands_total");
  const telling = Object.entries(after).filter(([, text]) => text.includes(MARKER));
  expect(telling.map(([place]) => place)).toEqual([]);

  // An outbox that begins again tells the world that somebody was erased, not whom.
  const again = letters("again", (messages) => void sent.push(...messages));
  follow(again);
  expect(await waitFor(again, joined.position, through)).toBe(true);
  expect(sent.slice(1)).toMatchObject([{ key: "member-100", body: { name: "(erased)" } }]);
}, 90_000);
