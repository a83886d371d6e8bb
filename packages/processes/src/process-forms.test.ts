import type { Tagged } from "@holdfast/cqrs";
import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import { inMemoryEventStore, type NewEvent } from "@holdfast/cqrs/event-store";
import type { CommandMessage } from "@holdfast/cqrs/handling";
import { inMemorySubscriptions } from "@holdfast/cqrs/subscriptions";
import { VirtualTime } from "@holdfast/cqrs/virtual-time";
import { describe, expect, it } from "vitest";

import { inMemoryTimers } from "./in-memory-timers.ts";
import { type Outgoing, send, setTimer } from "./outgoing.ts";
import { plainHost } from "./plain-host.ts";
import type { ProcessManager } from "./process-manager.ts";
import type { Process, Sending } from "./process.ts";
import { runProcess } from "./run-process.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const streamId = "reminder-1";

type Wanted = { readonly type: "Wanted"; readonly who: string };
/** Once `address`, without a tongue. */
type Write = { readonly type: "Write"; readonly to: string; readonly tongue: string };
/** Once without a number. */
type Again = { readonly type: "Again"; readonly times: number };
type Kind = Process<Wanted, readonly Tagged[], Write, Again>;

const schema = {};
const messages = eventCatalogue<Wanted>({
  Wanted: [{ schema, upcast: ({ name }) => ({ who: name }) }, { schema }],
});
const commands = eventCatalogue<Write>({
  Write: [
    { schema, upcast: ({ address }) => ({ to: address }) },
    { schema, upcast: (fields) => ({ tongue: "en", ...fields }) },
    { schema },
  ],
});
const timeouts = eventCatalogue<Again>({
  Again: [{ schema, upcast: (fields) => ({ ...fields, times: 1 }) }, { schema }],
});

/** Writes to somebody, and again when the timer fires. Its state is what it was told and did, as it saw that. */
const reminder: ProcessManager<Wanted, readonly Tagged[], Write, Again> = {
  name: "reminder",
  initialState: () => [],
  react(heard): readonly Outgoing<Write, Again>[] {
    const write = { type: "Write", to: "ann", tongue: "fr" } as const;
    if (heard.type === "Wanted") {
      return [send("post-1", write), setTimer("again", { after: { hours: 1 } }, AGAIN)];
    }
    return heard.type === "TimerFired" ? [send(`post-${heard.message.times}`, write)] : [];
  },
  evolve: (seen, event) => [...seen, event],
};
const AGAIN: Again = { type: "Again", times: 3 };

/** A log with the given history of the process in it, and the process as it runs on that. */
async function running(history: readonly NewEvent[], sending: Partial<Kind> = {}) {
  const { nowMs, sleep } = new VirtualTime();
  const events = inMemoryEventStore({ nowMs, newEventId: () => crypto.randomUUID() });
  const timers = inMemoryTimers({ events, nowMs });
  const sent: Write[] = [];
  const errors: unknown[] = [];
  const commandsOfHistory = [{ commandId: "history", events: history }];
  const append = { tenant, streamId, expect: "any", commands: commandsOfHistory } as const;
  if (history.length > 0) await timers.events.append(append);
  const stop = new AbortController();
  const kind: Kind = {
    manager: reminder,
    messages,
    commands,
    timeouts,
    listens: { filter: { categories: ["wish"] }, to: () => ({ id: "1", message: WANTED }) },
    send: async ({ command }: CommandMessage<Write>): Promise<Sending> => {
      sent.push(command);
      return { status: "accepted", answer: "posted" };
    },
    ...sending,
  };
  const host = plainHost({
    subscriptions: inMemorySubscriptions({ events, nowMs }),
    timers,
    owner: "any",
    nowMs,
    monotonicMs: nowMs,
    random: () => 0.5,
    sleep,
    signal: stop.signal,
    onError: (error) => errors.push(error),
  });
  const ended = runProcess(kind, host);
  await sleep(10_000, stop.signal);
  stop.abort();
  await ended;
  const stored = await events.loadStream({ tenant, streamId });
  return { sent, errors, history: stored.events, events };
}

const WANTED: Wanted = { type: "Wanted", who: "ann" };
const oldCommand = { type: "Write", address: "bob" };
const oldIssued = {
  type: "CommandIssued",
  to: "post-1",
  command: oldCommand,
  label: "Write",
  number: 1,
};
const dueAt = "1970-01-01T00:00:00.000Z";
const oldTimer = { timer: "again", number: 1, dueAt, message: { type: "Again" } };

describe("what a process keeps inside its events", () => {
  it("is sent in its present form, and told in that", async () => {
    const { sent, history } = await running([oldIssued]);
    const command = { type: "Write", to: "bob", tongue: "en" };
    expect(sent).toEqual([command]);
    expect(history).toEqual([
      oldIssued,
      { ...oldIssued, type: "CommandAccepted", command, schemaVersion: 3, answer: "posted" },
    ]);
  });

  it("fires in its present form", async () => {
    const { sent, history } = await running([{ type: "TimerSet", ...oldTimer }]);
    const message = { type: "Again", times: 1 };
    expect(history).toContainEqual({ ...oldTimer, type: "TimerFired", message, schemaVersion: 2 });
    expect(history).toContainEqual(expect.objectContaining({ to: "post-1", schemaVersion: 3 }));
    expect(sent).toEqual([{ type: "Write", to: "ann", tongue: "fr" }]);
  });

  it("is read from the version that it says, and not brought further than to the present one", async () => {
    const between = { ...oldIssued, command: { type: "Write", to: "cy" }, schemaVersion: 2 };
    const present = {
      ...oldIssued,
      command: { ...between.command, tongue: "it" },
      schemaVersion: 3,
    };
    expect((await running([between])).sent).toEqual([{ type: "Write", to: "cy", tongue: "en" }]);
    expect((await running([present])).sent).toEqual([{ type: "Write", to: "cy", tongue: "it" }]);
  });

  it("is not guessed at if a newer release has written it", async () => {
    const { sent, errors } = await running([{ ...oldIssued, schemaVersion: 4 }]);
    expect(sent).toEqual([]);
    expect(errors).toContainEqual(
      expect.objectContaining({ code: "unknown_event", schemaVersion: 4 }),
    );
  });

  it("stays as it is written where there is no catalogue of it", async () => {
    const { history } = await running([oldIssued], { commands: undefined });
    expect(history).toContainEqual(
      expect.objectContaining({ type: "CommandAccepted", command: oldCommand }),
    );
  });

  it("a command that an older release sent, and died before telling, is told as accepted", async () => {
    const mismatch = { code: "command_mismatch", sentence: "another form is known", data: {} };
    const { history } = await running([oldIssued], { send: async () => mismatch });
    expect(history).toContainEqual(
      expect.objectContaining({ type: "CommandAccepted", answer: null }),
    );
  });

  it("a command that was told as refused is not told as accepted", async () => {
    const refusal = { code: "no", sentence: "no", data: {} };
    const mismatch = { code: "command_mismatch", sentence: "that it was refused", data: {} };
    const refused = { ...oldIssued, type: "CommandRefused", refusal };
    const { history } = await running([oldIssued, refused], { send: async () => mismatch });
    expect(history).toEqual([oldIssued, refused]);
  });
});
