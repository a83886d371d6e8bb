import { canonicalFields, canonicalJson } from "../canonical-json.ts";
import type { Tagged } from "../decider.ts";
import { InvalidValue } from "../invalid-value.ts";
import { type AppendRefusal, invalid, tooLarge } from "./append-outcome.ts";
import type { AppendedCommand, AppendRequest, Expectation } from "./append-request.ts";
import { leafInput } from "./leaf-input.ts";
import { LIMITS } from "./limits.ts";

/** Stands for the expectation `any` where a version is a number. */
export const ANY = -1;
/** Stands for `present`. */
export const PRESENT = -2;

/** An expectation in the words of a refusal. */
export function expectedOf(expect: number): number | "present" | "any" {
  if (expect === PRESENT) return "present";
  return expect === ANY ? "any" : expect;
}

/** A command of a request, as it is remembered. */
export type PreparedCommand = {
  readonly commandId: string;
  /** Which part of an atomic append to several streams; 0 otherwise. */
  readonly part: number;
  readonly fingerprint: string;
  readonly answer: string;
  readonly size: number;
};

/** An event of a request, as it is stored. */
export type PreparedEvent = {
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly meta: string;
  readonly leafInput: string;
};

/** A request that was checked and written down once; every store takes these texts as they are. */
export type PreparedAppend = {
  readonly tenant: string;
  readonly streamId: string;
  /** A version, `ANY` or `PRESENT`. */
  readonly expect: number;
  readonly closes: boolean;
  readonly recordedAt: string;
  readonly recordedAtMs: number;
  readonly commands: readonly PreparedCommand[];
  readonly events: readonly PreparedEvent[];
  readonly characters: number;
};

/** What a store takes from outside. */
export type EventStoreSources = {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** A new uuid, version 7. */
  readonly newEventId: () => string;
};

/** Checks a request and writes it down, or says what is wrong with it. */
export function prepareAppend(
  request: AppendRequest,
  sources: EventStoreSources,
  part = 0,
): PreparedAppend | AppendRefusal {
  const refusal = addressRefusal(request);
  if (refusal !== undefined) return refusal;
  try {
    return new Preparation(request, sources, part).prepared();
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

/** Carries a refusal out of the depths of a request. */
class Refused extends TypeError {
  readonly refusal: AppendRefusal;

  constructor(refusal: AppendRefusal) {
    super(refusal.sentence);
    this.refusal = refusal;
  }
}

class Preparation {
  readonly #request: AppendRequest;
  readonly #sources: EventStoreSources;
  readonly #part: number;
  readonly #recordedAt: string;
  readonly #recordedAtMs: number;
  readonly #events: PreparedEvent[] = [];
  readonly #ids = new Set<string>();
  readonly #eventIdsGiven = new Set<string>();
  #version: number | undefined;
  #characters = 0;

  constructor(request: AppendRequest, sources: EventStoreSources, part: number) {
    this.#request = request;
    this.#sources = sources;
    this.#part = part;
    this.#recordedAtMs = Math.trunc(sources.nowMs());
    this.#recordedAt = isoText(this.#recordedAtMs);
    const expect = expectNumber(request.expect);
    this.#version = expect < 0 ? undefined : expect;
  }

  prepared(): PreparedAppend {
    const { tenant, streamId, expect, closes = false } = this.#request;
    const commands = this.#request.commands.map((command, at) => this.#command(command, at));
    const { requestEventsMax, requestBytesMax } = LIMITS;
    if (this.#events.length > requestEventsMax) throw refused(requestEventsMax, "events");
    if (this.#characters > requestBytesMax) throw refused(requestBytesMax, "events");
    return {
      tenant,
      streamId,
      expect: expectNumber(expect),
      closes,
      recordedAt: this.#recordedAt,
      recordedAtMs: this.#recordedAtMs,
      commands,
      events: this.#events,
      characters: this.#characters,
    };
  }

  #command(command: AppendedCommand, at: number): PreparedCommand {
    const { commandId, events, answer = null } = command;
    const isTwice = this.#ids.has(commandId);
    const wrong = isTwice ? "is that of a command before it" : wrongId(commandId);
    const path = `commands[${at}]`;
    this.#ids.add(commandId);
    if (wrong !== undefined) {
      throw new Refused(invalid({ path: `${path}.commandId`, command: at }, wrong));
    }
    const tell = (inner: string): Culprit => ({ path: `${path}.${inner}`, command: at });
    const meta = written(() => canonicalJson(metaOf(command)), tell("meta"));
    const first = this.#events.length;
    const ids = this.#eventIds(command, tell("eventIds"));
    for (const [index, event] of events.entries()) {
      const culprit = tell(`events[${index}]`);
      const eventId = ids?.[index] ?? this.#sources.newEventId();
      const options = { eventId, meta, culprit, versions: command.schemaVersions };
      this.#events.push(this.#event(event, options));
    }
    const text = written(() => canonicalJson(answer), tell("answer"));
    this.#characters += text.length;
    const mine = this.#events.slice(first);
    return {
      commandId,
      part: this.#part,
      fingerprint: command.fingerprint ?? fingerprintOf(this.#request.streamId, mine),
      answer: text,
      size: mine.length,
    };
  }

  /** The ids that were given, one for each event; a store makes them otherwise. */
  #eventIds(
    { eventIds, events }: AppendedCommand,
    culprit: Culprit,
  ): readonly string[] | undefined {
    if (eventIds === undefined) return undefined;
    if (eventIds.length !== events.length) {
      throw new Refused(invalid(culprit, `has ${eventIds.length} ids for ${events.length} events`));
    }
    for (const [at, id] of eventIds.entries()) {
      const path = `${culprit.path}[${at}]`;
      if (!UUID.test(id))
        throw new Refused(invalid({ ...culprit, path }, "is no uuid in lower case"));
      if (this.#eventIdsGiven.has(id)) {
        throw new Refused(invalid({ ...culprit, path }, "is that of an event before it"));
      }
      this.#eventIdsGiven.add(id);
    }
    return eventIds;
  }

  #event(event: Tagged, { eventId, meta, culprit, versions }: EventOptions): PreparedEvent {
    const type = written(() => eventType(event), culprit);
    const data = written(() => canonicalFields(event, "type"), culprit);
    const characters = data.length + meta.length;
    if (isLarger(data, meta)) {
      throw new Refused(tooLarge(LIMITS.eventBytesMax, culprit));
    }
    this.#characters += characters;
    if (this.#version !== undefined) this.#version += 1;
    const schemaVersion = versionOf(type, versions);
    if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > VERSION_MAX) {
      throw new Refused(invalid(culprit, `is in a schema version that is none: ${schemaVersion}`));
    }
    const { tenant, streamId } = this.#request;
    const texts = { eventId, type, schemaVersion, data, meta };
    const sealed = { tenant, streamId, version: this.#version, recordedAt: this.#recordedAt };
    return { ...texts, leafInput: leafInput({ ...texts, ...sealed }) };
  }
}

/** A type may be called like something that every object has. */
function versionOf(type: string, versions: AppendedCommand["schemaVersions"]): number {
  return versions !== undefined && Object.hasOwn(versions, type) ? (versions[type] ?? 1) : 1;
}

type Culprit = { readonly path: string; readonly command: number };

type EventOptions = {
  readonly eventId: string;
  readonly meta: string;
  readonly culprit: Culprit;
  readonly versions: AppendedCommand["schemaVersions"];
};

function refused(limit: number, path: string): Refused {
  return new Refused(tooLarge(limit, { path }));
}

/** UTF-8 takes three bytes at most for each UTF-16 unit, so that most texts need not be counted. */
function isLarger(data: string, meta: string): boolean {
  const limit = LIMITS.eventBytesMax;
  if ((data.length + meta.length) * 3 <= limit) return false;
  return new TextEncoder().encode(data).length + new TextEncoder().encode(meta).length > limit;
}

/** Runs a writer and points at the place in the request when a value cannot be written. */
function written(write: () => string, { path, command }: Culprit): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    const inner = error.path === "" ? path : `${path}.${error.path}`;
    throw new Refused(invalid({ path: inner, command }, error.reason));
  }
}

function eventType({ type }: Tagged): string {
  const wrong = wrongId(type);
  if (wrong !== undefined) throw new InvalidValue("type", wrong);
  return type;
}

function metaOf({ commandId, meta }: AppendedCommand): object {
  return { correlationId: commandId, causationId: commandId, ...meta, commandId };
}

/** Appends of one millisecond carry the same text. */
function isoText(ms: number): string {
  if (latest.ms !== ms) latest = { ms, text: new Date(ms).toISOString() };
  return latest.text;
}

let latest = { ms: Number.NaN, text: "" };

function fingerprintOf(streamId: string, events: readonly PreparedEvent[]): string {
  // No id holds a NUL, and canonical JSON escapes it, so that different events never look the same.
  if (events.length === 0) return `${streamId}\0`;
  let text = streamId;
  for (const { type, data } of events) text += `\0${type}\0${data}`;
  return text;
}

function expectNumber(expect: Expectation): number {
  if (typeof expect === "object") return expect.exactly;
  return EXPECTED[expect];
}

const EXPECTED = { absent: 0, any: ANY, present: PRESENT } as const;

/** What is wrong with where a request goes, before anything is made of its events; undefined if nothing is. */
export function addressRefusal(request: AppendRequest): AppendRefusal | undefined {
  const { tenant, streamId, expect, commands } = request;
  if (!UUID.test(tenant)) return invalid({ path: "tenant" }, "is no uuid in lower case");
  const wrong = wrongId(streamId);
  if (wrong !== undefined) return invalid({ path: "streamId" }, wrong);
  const version = typeof expect === "object" ? expect.exactly : 0;
  if (!Number.isInteger(version) || version < 0 || version > VERSION_MAX) {
    return invalid({ path: "expect" }, "is no version");
  }
  if (commands.length > LIMITS.requestEventsMax) {
    return tooLarge(LIMITS.requestEventsMax, { path: "commands" });
  }
  return commands.length === 0 ? invalid({ path: "commands" }, "is empty") : undefined;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** PostgreSQL's integer, with room for one request. */
const VERSION_MAX = 2_147_480_000;

/** What makes a text unfit to be the name of a stream, a command or a type. */
function wrongId(id: unknown): string | undefined {
  if (typeof id !== "string" || id === "") return "is no text";
  if (id.length > LIMITS.idCharactersMax) return `is longer than ${LIMITS.idCharactersMax}`;
  return id.includes("\0") || !id.isWellFormed() ? "is no well-formed text" : undefined;
}
