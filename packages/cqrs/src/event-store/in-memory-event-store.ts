import { answersAfter, appended, refusalAt } from "./answers.ts";
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
export function inMemoryEventStore(sources: EventStoreSources): EventStore {
  const log = new Log();
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
    readLog: async ({ after, max, tenant }) =>
      log
        .after(after)
        .filter((event) => tenant === undefined || event.tenant === tenant)
        .slice(0, max),
  };
}

type Known = { readonly fingerprint: string; readonly answer: CommandAnswer };

/** No step of it waits, so that looking and writing cannot come apart. */
class Log {
  readonly #events: StoredEvent[] = [];
  readonly #streams = new Map<string, StoredEvent[]>();
  readonly #closed = new Set<string>();
  readonly #commands = new Map<string, Known>();

  append(request: PreparedAppend): Appended | AppendRefusal {
    return this.#settled(request) ?? this.#write(request);
  }

  appendAll(requests: readonly PreparedAppend[]): AppendAllOutcome {
    const known: CommandAnswer[] = [];
    for (const settled of requests.map((request) => this.#settled(request))) {
      if (settled === undefined) continue;
      if (isAppendRefusal(settled)) return settled;
      known.push(...settled.answers);
    }
    if (known.length > 0) return { status: "duplicate", parts: known };
    return { status: "ok", parts: requests.flatMap((request) => this.#write(request).answers) };
  }

  find(
    tenant: string,
    command: Pick<PreparedCommand, "commandId" | "part" | "fingerprint">,
  ): CommandAnswer | AppendRefusal | undefined {
    const known = this.#commands.get(commandKey(tenant, command));
    if (known === undefined) return undefined;
    if (known.fingerprint === command.fingerprint) return known.answer;
    return commandMismatch(command.commandId);
  }

  stream(tenant: string, streamId: string): readonly StoredEvent[] {
    return this.#streams.get(`${tenant} ${streamId}`) ?? [];
  }

  after(position: bigint): readonly StoredEvent[] {
    return this.#events.slice(Number(position));
  }

  /** What stands in the way of writing a request: that it was written already, or a refusal. */
  #settled(request: PreparedAppend): Appended | AppendRefusal | undefined {
    const { tenant, streamId, expect, commands } = request;
    const actual = this.stream(tenant, streamId).length;
    const known: CommandAnswer[] = [];
    for (const command of commands) {
      const past = this.find(tenant, command);
      if (past === undefined) continue;
      if (isAppendRefusal(past)) return past;
      known.push(past);
    }
    if (known.length === commands.length) return appended("duplicate", known);
    if (known.length > 0) {
      return versionConflict({ streamId, expected: expectedOf(expect), actual });
    }
    return refusalAt(request, {
      version: actual,
      isClosed: this.#closed.has(`${tenant} ${streamId}`),
    });
  }

  #write(request: PreparedAppend): Appended {
    const { tenant, streamId, recordedAt } = request;
    const key = `${tenant} ${streamId}`;
    const stream = this.#streams.get(key) ?? [];
    const [category = ""] = streamId.split("-");
    const before = { version: stream.length, position: BigInt(this.#events.length) };
    for (const { eventId, type, schemaVersion, data, meta } of request.events) {
      const position = BigInt(this.#events.length + 1);
      const places = { position, tenant, streamId, category, version: stream.length + 1 };
      const said = { event: readEvent(type, data), meta: readMeta(meta) };
      const stored = { ...places, ...said, eventId, schemaVersion, recordedAt };
      this.#events.push(stored);
      stream.push(stored);
    }
    if (stream.length > 0) this.#streams.set(key, stream);
    if (request.closes) this.#closed.add(key);
    const answers = answersAfter(request, before);
    for (const [at, command] of request.commands.entries()) {
      const answer = answers[at];
      const { fingerprint } = command;
      if (answer !== undefined)
        this.#commands.set(commandKey(tenant, command), { fingerprint, answer });
    }
    return appended("ok", answers);
  }
}

function commandKey(
  tenant: string,
  { commandId, part }: Pick<PreparedCommand, "commandId" | "part">,
): string {
  return `${tenant} ${part} ${commandId}`;
}
