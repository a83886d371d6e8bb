import { canonicalJson, fromJsonText } from "@holdfast/cqrs";
import type { AppendAllRequest, AppendedCommand, SoughtCommand } from "@holdfast/cqrs/event-store";

import { plainFingerprint } from "./sealing.ts";

/** A command of a request, as it is looked for. */
export function soughtOf(
  streamId: string,
  { commandId, fingerprint, events }: AppendedCommand,
): Sought {
  const text = fingerprint ?? plainFingerprint(streamId, events);
  return { commandId, fingerprint: text, streamIds: [streamId] };
}

/** A command that is looked for, and where it goes if that is known. */
export type Sought = SoughtCommand & { readonly streamIds?: readonly string[] };

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
