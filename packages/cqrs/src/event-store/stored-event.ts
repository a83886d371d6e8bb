import type { Tagged } from "../decider.ts";
import { isRecord } from "../is-record.ts";
import { fromJsonText } from "../json-text.ts";

/** An event with all that the log knows about it. */
export type StoredEvent = {
  /** Its place in the log: from 1, without gaps, in the order of commits. */
  readonly position: bigint;
  readonly tenant: string;
  readonly streamId: string;
  readonly category: string;
  /** Its place in the stream, from 1. */
  readonly version: number;
  readonly eventId: string;
  readonly schemaVersion: number;
  readonly event: Tagged;
  readonly meta: Readonly<Record<string, unknown>>;
  /** When the store took it, as its clock said: `2026-11-25T10:00:00.000Z`. */
  readonly recordedAt: string;
};

/** Puts an event together again from its type and the canonical text of its other fields. */
export function readEvent(type: string, data: string): Tagged {
  return eventOf(type, fromJsonText(data));
}

/** The same from fields that were read already and that nobody else has: they become the event. */
export function eventOf(type: string, fields: unknown): Tagged {
  // A copy with its type in front would be a quarter of the work of reading a page.
  if (isRecord(fields)) return Object.assign(fields, { type });
  throw new TypeError(`the log holds an event that is no object: ${JSON.stringify(fields)}`);
}

/** Reads what is known about an event besides what it says. */
export function readMeta(text: string): StoredEvent["meta"] {
  return metaOf(fromJsonText(text));
}

/** The same of a meta that was read already. */
export function metaOf(meta: unknown): StoredEvent["meta"] {
  if (isRecord(meta)) return meta;
  throw new TypeError(`the log holds a meta that is no object: ${JSON.stringify(meta)}`);
}
