import type { Tagged } from "../decider.ts";

/** What a stream must be like for an append to pass. `exactly(0)` is `absent`. */
export type Expectation = "absent" | "present" | "any" | { readonly exactly: number };

/** The stream has just this version: what a command was decided on. */
export function exactly(version: number): Expectation {
  return { exactly: version };
}

/** What is known about a command besides what it says; stored with each of its events. */
export type MessageMeta = {
  /** Set at the edge and carried along everywhere; the command id where nothing is given. */
  readonly correlationId?: string;
  /** The message that led to the command, an event or a timer; the command itself where it led. */
  readonly causationId?: string;
  readonly actor?: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly [more: string]: unknown;
};

/** An event of whatever type; the second form lets one be written down in place. */
export type NewEvent = Tagged | (Tagged & Readonly<Record<string, unknown>>);

/** A command and what it lets happen. */
export type AppendedCommand = {
  /** Deduplicates for as long as the store remembers commands, per tenant. */
  readonly commandId: string;
  /** May be empty: the command is then remembered all the same. */
  readonly events: readonly NewEvent[];
  /** The ids of the events, for whoever has to know them before: uuids made anew for each sending. Made if left out. */
  readonly eventIds?: readonly string[];
  /** Tells a repeated command from another one under the same id; made of the events if left out. */
  readonly fingerprint?: string;
  /** Kept, and given back to whoever repeats the command. JSON, and small. */
  readonly answer?: unknown;
  /** Nothing personal is in its fingerprint and its answer: a store that seals may keep both as they are. */
  readonly namesNobody?: boolean;
  readonly meta?: MessageMeta;
  /** Per type of event; 1 where nothing is said. */
  readonly schemaVersions?: Readonly<Record<string, number>>;
};

/** Events for one stream. Several commands pass or fail together. */
export type AppendRequest = {
  /** A uuid; the nil uuid in a service without tenants. */
  readonly tenant: string;
  /** Opaque; the part before the first `-` is the category. */
  readonly streamId: string;
  readonly expect: Expectation;
  readonly commands: readonly AppendedCommand[];
  /** Nothing is appended to the stream after this. */
  readonly closes?: boolean;
  /** Withdraws a request that has not been sent yet. */
  readonly signal?: AbortSignal;
};

/** One command that writes to several streams, each named once: all of it or nothing. */
export type AppendAllRequest = Omit<AppendedCommand, "events" | "eventIds"> & {
  readonly tenant: string;
  readonly parts: readonly AppendPart[];
};

/** What goes to one of several streams. */
export type AppendPart = Pick<AppendRequest, "streamId" | "expect" | "closes"> &
  Pick<AppendedCommand, "events" | "eventIds">;
