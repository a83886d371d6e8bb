import type { Tagged } from "../decider.ts";
import type {
  AppendAllOutcome,
  AppendOutcome,
  AppendRefusal,
  CommandAnswer,
} from "./append-outcome.ts";
import type { AppendAllRequest, AppendRequest } from "./append-request.ts";
import type { StoredEvent } from "./stored-event.ts";

/**
 * The log. Appends are independent of each other, also when they travel together. What the caller can do something
 * about is answered as a refusal; `Overloaded`, `OutcomeUnknown` and a store that is away are thrown.
 */
export type EventStore = {
  /** Appends to one stream. */
  append(request: AppendRequest): Promise<AppendOutcome>;
  /** Appends to several streams, all or nothing. */
  appendAll(request: AppendAllRequest): Promise<AppendAllOutcome>;
  /** What commands led to, in their order; undefined for those the store does not know. */
  findCommands(
    tenant: string,
    commands: readonly SoughtCommand[],
  ): Promise<readonly FoundCommand[]>;
  /** What a decider needs to know of a stream, with the snapshot it may begin from. */
  loadStream(stream: StreamWanted): Promise<LoadedStream>;
  /** Keeps a state, unless one of the same reducer is kept that is as new. Nobody depends on it being kept. */
  saveSnapshot(snapshot: Snapshot): Promise<void>;
  /** Events of one stream from a version on, `max` at most. */
  readStream(query: StreamQuery): Promise<readonly StoredEvent[]>;
  /** Events of the log after a position, `max` at most. */
  readLog(query: LogQuery): Promise<readonly StoredEvent[]>;
};

/** Where a stream is. */
export type StreamAddress = { readonly tenant: string; readonly streamId: string };

/** A command as it was given to `append`. */
export type SoughtCommand = { readonly commandId: string; readonly fingerprint: string };

/** Its answer, or `command_mismatch`. */
export type FoundCommand = CommandAnswer | AppendRefusal | undefined;

/** Which stream, from after which version on, and whose snapshot of it is welcome. */
export type StreamWanted = StreamAddress & {
  readonly after?: number;
  readonly snapshot?: SnapshotKey;
};

/** The version of a stream, 0 if there is none, and its events after the snapshot or the one asked for. */
export type LoadedStream = {
  readonly version: number;
  readonly events: readonly Tagged[];
  /** The version that the fields of each event are written in, in their order. */
  readonly schemaVersions: readonly number[];
  /** Left out where there is none that fits. */
  readonly snapshot?: { readonly version: number; readonly state: unknown };
};

/** Whose states they are: a reducer by its name, and what it is made of. Another fingerprint finds nothing. */
export type SnapshotKey = { readonly reducer: string; readonly fingerprint: string };

/** A state that a stream had at a version; JSON, as events are. */
export type Snapshot = StreamAddress &
  SnapshotKey & { readonly version: number; readonly state: unknown };

/** Which part of a stream. */
export type StreamQuery = StreamAddress & { readonly from?: number; readonly max: number };

/** Which part of the log. Without a tenant the caller has to be allowed to see all of them. */
export type LogQuery = { readonly after: bigint; readonly max: number; readonly tenant?: string };
