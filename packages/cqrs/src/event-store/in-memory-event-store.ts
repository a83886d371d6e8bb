import { answeredAlike, answersAfter, appended, refusalAt } from "./answers.ts";
import {
  type AppendAllOutcome,
  type Appended,
  type AppendRefusal,
  type CommandAnswer,
  commandMismatch,
  isAppendRefusal,
  versionConflict,
} from "./append-outcome.ts";
import type { EventStore } from "./event-store.ts";
import { InMemorySnapshots } from "./in-memory-snapshots.ts";
import { prepareAll } from "./prepare-all.ts";
import {
  type EventStoreSources,
  expectedOf,
  prepareAppend,
  type PreparedAppend,
  type PreparedCommand,
} from "./prepare-append.ts";
import { readEvent, readMeta, type StoredEvent } from "./stored-event.ts";

/** An event store for tests and trials: it keeps the contract and forgets everything with the process. */
export function inMemoryEventStore(sources: InMemorySources): EventStore {
  const log = new Log(sources.onAppended);
  const snapshots = new InMemorySnapshots();
  return {
    async append(request) {
      request.signal?.throwIfAborted();
      const prepared = prepareAppend(request, sources);
      return isAppendRefusal(prepared) ? prepared : log.append(prepared);
    },
    async appendAll(request) {
      const prepared = prepareAll(request, sources);
      return isAppendRefusal(prepared) ? prepared : log.appendAll(prepared);
    },
    findCommands: async (tenant, commands) =>
      commands.map(({ commandId, fingerprint }) =>
        log.find(tenant, { commandId, fingerprint, part: 0 }),
      ),
    async loadStream(wanted) {
      const events = log.stream(wanted.tenant, wanted.streamId);
      const found = snapshots.find(wanted, events.length);
      const tail = events.slice(Math.max(wanted.after ?? 0, found.snapshot?.version ?? 0));
      return {
        version: events.length,
        events: tail.map(({ event }) => event),
        schemaVersions: tail.map(({ schemaVersion }) => schemaVersion),
        ...found,
      };
    },
    saveSnapshot: async (snapshot) => snapshots.save(snapshot),
    async readStream({ tenant, streamId, from = 1, max }) {
      const start = Math.max(from, 1) - 1;
      return log.stream(tenant, streamId).slice(start, start + max);
    },
    readLog: async ({ after, max, tenant }) => {
      const from = Number(after);
      if (tenant === undefined) return log.events.slice(from, from + max);
      return log.events
        .slice(from)
        .filter((event) => event.tenant === tenant)
        .slice(0, max);
    },
  };
}

type InMemorySources = EventStoreSources & {
  /** Told of each append that put events into the log, while nobody has an answer yet. */
  readonly onAppended?: () => void;
};

/** A command that was appended, by the part of it that went to a stream. */
type Known = { readonly fingerprint: string; readonly answer: CommandAnswer };

type Stream = { readonly events: StoredEvent[]; isClosed: boolean };

/** What a tenant has written. */
type Own = {
  readonly streams: Map<string, Stream>;
  /** By command and part. */
  readonly commands: Map<string, Known[]>;
};

const NOTHING: readonly StoredEvent[] = [];

/** No step of it waits, so that looking and writing cannot come apart. */
class Log {
  readonly #onAppended: InMemorySources["onAppended"];
  readonly #events: StoredEvent[] = [];
  readonly #tenants = new Map<string, Own>();

  constructor(onAppended: InMemorySources["onAppended"]) {
    this.#onAppended = onAppended;
  }

  get events(): readonly StoredEvent[] {
    return this.#events;
  }

  append(request: PreparedAppend): Appended | AppendRefusal {
    return this.#settled(request) ?? this.#written([request], this.#write(request));
  }

  appendAll(requests: readonly PreparedAppend[]): AppendAllOutcome {
    const known: CommandAnswer[] = [];
    for (const request of requests) {
      const settled = this.#settled(request);
      if (settled === undefined) continue;
      if (isAppendRefusal(settled)) return settled;
      known.push(...settled.answers);
    }
    if (known.length > 0) return { status: "duplicate", parts: answeredAlike(known) };
    const parts = requests.flatMap((request) => this.#write(request).answers);
    return this.#written(requests, { status: "ok", parts: answeredAlike(parts) });
  }

  find(
    tenant: string,
    command: Pick<PreparedCommand, "commandId" | "part" | "fingerprint">,
  ): CommandAnswer | AppendRefusal | undefined {
    const known = this.#tenants.get(tenant)?.commands.get(command.commandId)?.[command.part];
    if (known === undefined) return undefined;
    if (known.fingerprint === command.fingerprint) return known.answer;
    return commandMismatch(command.commandId);
  }

  stream(tenant: string, streamId: string): readonly StoredEvent[] {
    return this.#tenants.get(tenant)?.streams.get(streamId)?.events ?? NOTHING;
  }

  /** What stands in the way of writing a request: that it was written already, or a refusal. */
  #settled(request: PreparedAppend): Appended | AppendRefusal | undefined {
    const { tenant, streamId, expect, commands } = request;
    const known: CommandAnswer[] = [];
    for (const command of commands) {
      const past = this.find(tenant, command);
      if (past === undefined) continue;
      if (isAppendRefusal(past)) return past;
      known.push(past);
    }
    if (known.length === commands.length) return appended("duplicate", known);
    const { version, isClosed } = this.#found(tenant, streamId);
    if (known.length > 0) {
      return versionConflict({ streamId, expected: expectedOf(expect), actual: version });
    }
    return refusalAt(request, { version, isClosed });
  }

  #found(tenant: string, streamId: string) {
    const stream = this.#tenants.get(tenant)?.streams.get(streamId);
    return { version: stream?.events.length ?? 0, isClosed: stream?.isClosed ?? false };
  }

  #write(request: PreparedAppend): Appended {
    const { tenant, streamId, recordedAt, commands } = request;
    const own = this.#own(tenant);
    const stream = own.streams.get(streamId) ?? { events: [], isClosed: false };
    const [category = ""] = streamId.split("-", 1);
    const before = { version: stream.events.length, position: BigInt(this.#events.length) };
    const readMetaOnce = onceEach(readMeta);
    for (const { eventId, type, schemaVersion, data, meta } of request.events) {
      const position = BigInt(this.#events.length + 1);
      const places = { position, tenant, streamId, category, version: stream.events.length + 1 };
      const said = { event: readEvent(type, data), meta: readMetaOnce(meta) };
      const stored = { ...places, ...said, eventId, schemaVersion, recordedAt };
      this.#events.push(stored);
      stream.events.push(stored);
    }
    if (request.closes) stream.isClosed = true;
    if (stream.isClosed || stream.events.length > 0) own.streams.set(streamId, stream);
    const answers = answersAfter(request, before);
    for (const [at, { commandId, part, fingerprint }] of commands.entries()) {
      const answer = answers[at];
      const parts = own.commands.get(commandId) ?? [];
      if (answer !== undefined) parts[part] = { fingerprint, answer };
      own.commands.set(commandId, parts);
    }
    return appended("ok", answers);
  }

  #written<Outcome>(requests: readonly PreparedAppend[], outcome: Outcome): Outcome {
    if (requests.some(({ events }) => events.length > 0)) this.#onAppended?.();
    return outcome;
  }

  #own(tenant: string): Own {
    const known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    const own = { streams: new Map<string, Stream>(), commands: new Map<string, Known[]>() };
    this.#tenants.set(tenant, own);
    return own;
  }
}

/** Reads a text once, however often it follows itself: all events of a command carry the same meta. */
function onceEach<Value>(read: (text: string) => Value): (text: string) => Value {
  let last: { readonly text: string; readonly value: Value } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: read(text) };
    return last.value;
  };
}
