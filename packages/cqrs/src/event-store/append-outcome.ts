import { type Refusal, refuse } from "../refusal.ts";

/** What a command led to, now or when it was handled first. */
export type CommandAnswer = {
  readonly streamId: string;
  /** The version of the stream after the command. */
  readonly version: number;
  /** One above `lastPosition` for a command without events. */
  readonly firstPosition: bigint;
  /** Whoever has read up to here has seen the command. */
  readonly lastPosition: bigint;
  /** What was handed over to be kept. */
  readonly answer: unknown;
};

/** The events are durable and readable, in `duplicate` since an earlier time. */
export type Appended = Omit<CommandAnswer, "answer"> & {
  readonly status: "ok" | "duplicate";
  /** One for each command, in their order. */
  readonly answers: readonly CommandAnswer[];
};

/** Why nothing was appended. */
export type AppendRefusal =
  | Refusal<"version_conflict", VersionConflict>
  | Refusal<"stream_closed", { readonly streamId: string }>
  | Refusal<"too_large", Culprit & { readonly limit: number }>
  | Refusal<"invalid", Culprit>
  | Refusal<"command_mismatch", { readonly commandId: string }>
  | Refusal<"subject_erased", Culprit>;

/** What one request came to. */
export type AppendOutcome = Appended | AppendRefusal;

/** What an atomic append to several streams came to, one result per part. */
export type AppendAllOutcome =
  | { readonly status: "ok" | "duplicate"; readonly parts: readonly CommandAnswer[] }
  | AppendRefusal;

type VersionConflict = {
  readonly streamId: string;
  readonly expected: number | "present" | "any";
  readonly actual: number;
};

/** Where in the request it is, and in which of its commands. */
type Culprit = { readonly path: string; readonly command?: number };

/** Tells a no from what was appended, and narrows both ways. */
export function isAppendRefusal(outcome: object): outcome is AppendRefusal {
  return "code" in outcome;
}

/** The stream is not what the request expects. */
export function versionConflict(conflict: VersionConflict): AppendRefusal {
  const { streamId, expected, actual } = conflict;
  const sentence = `${streamId} is at version ${actual}, expected was ${expected}: load it and decide again`;
  return refuse("version_conflict", sentence, conflict);
}

/** The stream was closed by an earlier request. */
export function streamClosed(streamId: string): AppendRefusal {
  return refuse("stream_closed", `${streamId} is closed: begin a new stream`, { streamId });
}

/** Something is larger than the store takes. */
export function tooLarge(limit: number, culprit: Culprit): AppendRefusal {
  const sentence = `${culprit.path} is larger than ${limit}: split it into several requests`;
  return refuse("too_large", sentence, { limit, ...culprit });
}

/** Something cannot be stored. The reason never quotes it. */
export function invalid(culprit: Culprit, reason: string): AppendRefusal {
  return refuse("invalid", `${culprit.path} ${reason}: correct it`, culprit);
}

/** The event holds personal data of somebody whose data was erased, for good. */
export function subjectErased(culprit: Culprit): AppendRefusal {
  const sentence = `${culprit.path} is about somebody whose data was erased: leave the personal fields out`;
  return refuse("subject_erased", sentence, culprit);
}

/** The id is taken by a command that said something else. */
export function commandMismatch(commandId: string): AppendRefusal {
  const sentence = `${commandId} is the id of another command: take a new one`;
  return refuse("command_mismatch", sentence, { commandId });
}
