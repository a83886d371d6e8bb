import { canonicalJson, fromJsonText } from "@holdfast/cqrs";
import {
  type AppendAllRequest,
  type AppendedCommand,
  isAppendRefusal,
  prepareAppend,
  type SoughtCommand,
} from "@holdfast/cqrs/event-store";

import { plainFingerprint } from "./sealing.ts";

/** A command of a request, as it is looked for. */
export function soughtOf(
  streamId: string,
  { commandId, fingerprint, events }: AppendedCommand,
): Sought {
  const text = fingerprint ?? plainFingerprint(streamId, events);
  const isByEvents = fingerprint === undefined;
  return { commandId, fingerprint: text, streamIds: [streamId], ...(isByEvents && { events }) };
}

/** A command that is looked for, and where it goes if that is known. */
export type Sought = SoughtCommand & {
  readonly streamIds?: readonly string[];
  /** Of a command without a fingerprint of its own: the store makes one of them, and of the first stream. */
  readonly events?: AppendedCommand["events"];
};

/** What the store beneath tells a command from others by if it was sent as it is; undefined if it cannot have been. */
export function unsealedFingerprint(
  tenant: string,
  { commandId, fingerprint, streamIds = [], events }: Sought,
): string | undefined {
  if (events === undefined) return fingerprint;
  const [streamId = ""] = streamIds;
  const request = { tenant, streamId, expect: "any" as const, commands: [{ commandId, events }] };
  const prepared = prepareAppend(request, NO_SOURCES);
  return isAppendRefusal(prepared) ? undefined : prepared.commands[0]?.fingerprint;
}

/** Nothing of what they give is in a fingerprint. */
const NO_SOURCES = { nowMs: () => 0, newEventId: () => "" };

/** The stream that fingerprints of command handling begin with. */
export function streamsOf(fingerprint: string): readonly string[] | undefined {
  const end = fingerprint.indexOf("\0");
  return end < 0 ? undefined : [fingerprint.slice(0, end)];
}

/** An answer as it comes back once it was kept. */
export function asKept(answer: unknown = null): unknown {
  return answer === null ? null : fromJsonText(canonicalJson(answer));
}

/** What a command to several streams is told from others by. */
export function allFingerprint({ fingerprint, parts }: AppendAllRequest): string {
  return (
    fingerprint ?? parts.map((part) => plainFingerprint(part.streamId, part.events)).join("\0")
  );
}
