import { hash } from "node:crypto";

import type { PreparedAppend } from "@holdfast/cqrs/event-store";

/**
 * A request as pieces of the array texts that `append_batch` takes. Made while another batch is under way, so that
 * putting a batch together is no more than joining them.
 */
export type EncodedAppend = {
  readonly request: PreparedAppend;
  readonly unit: readonly string[];
  readonly commands: readonly string[];
  readonly events: readonly string[];
};

/** Writes a request down for the function; hashes the leaves of its events. */
export function encodeAppend(request: PreparedAppend): EncodedAppend {
  const { tenant, streamId, expect, closes, recordedAt, commands, events } = request;
  return {
    request,
    unit: [tenant, quoted(streamId), String(expect), closes ? "t" : "f", `"${recordedAt}"`],
    commands: [
      each(commands, ({ commandId }) => quoted(commandId)),
      each(commands, ({ part }) => String(part)),
      each(commands, ({ fingerprint }) => digest(fingerprint)),
      each(commands, ({ answer }) => quoted(answer)),
      each(commands, ({ size }) => String(size)),
    ],
    events: [
      each(events, ({ eventId }) => eventId),
      each(events, ({ type }) => quoted(type)),
      each(events, ({ schemaVersion }) => String(schemaVersion)),
      each(events, ({ data }) => quoted(data)),
      each(events, ({ meta }) => quoted(meta)),
      each(events, ({ leafInput }) => digest(leafInput)),
    ],
  };
}

function each<T>(items: readonly T[], write: (item: T) => string): string {
  const [first] = items;
  if (first !== undefined && items.length === 1) return write(first);
  return items.map(write).join(",");
}

/** The arguments of `append_batch` for some requests, in the order of its parameters. */
export function batchArguments(
  batch: readonly EncodedAppend[],
  isAtomic: boolean,
): readonly unknown[] {
  const column = (pick: (each: EncodedAppend) => string | undefined): string =>
    `{${batch
      .map(pick)
      .filter((piece) => piece !== "")
      .join(",")}}`;
  const numbers = (count: (request: PreparedAppend) => number): string =>
    `{${batch.flatMap(({ request }, at) => Array(count(request)).fill(at + 1)).join(",")}}`;
  return [
    isAtomic,
    ...UNIT.map((at) => column(({ unit }) => unit[at])),
    numbers(({ commands }) => commands.length),
    ...COMMAND.map((at) => column(({ commands }) => commands[at])),
    numbers(({ events }) => events.length),
    ...EVENT.map((at) => column(({ events }) => events[at])),
  ];
}

/** The columns of each kind, by their place. */
const UNIT = [0, 1, 2, 3, 4];
const COMMAND = [0, 1, 2, 3, 4];
const EVENT = [0, 1, 2, 3, 4, 5];

const SPECIAL = /["\\]/;

/** An element of an array in PostgreSQL's text form. */
export function quoted(text: string): string {
  if (!SPECIAL.test(text)) return `"${text}"`;
  // Two plain replacements are several times quicker than one with a pattern.
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** SHA-256 as an element of an array of bytea: `\x…`, its backslash escaped. */
export function digest(text: string): string {
  return `\\\\x${fingerprintDigest(text)}`;
}

/** The same outside of an array. */
export function fingerprintDigest(text: string): string {
  return hash("sha256", text, "hex");
}
