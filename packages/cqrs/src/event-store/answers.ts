import { fromJsonText } from "../json-text.ts";
import {
  type Appended,
  type AppendRefusal,
  type CommandAnswer,
  streamClosed,
  versionConflict,
} from "./append-outcome.ts";
import { ANY, expectedOf, type PreparedAppend, PRESENT } from "./prepare-append.ts";

/** Where stream and log stood before a request was appended. */
export type Before = { readonly version: number; readonly position: bigint };

/** What the commands of an accepted request led to. */
export function answersAfter(request: PreparedAppend, before: Before): readonly CommandAnswer[] {
  let { version, position } = before;
  return request.commands.map(({ size, answer }) => {
    version += size;
    position += BigInt(size);
    return {
      streamId: request.streamId,
      version,
      firstPosition: position - BigInt(size) + 1n,
      lastPosition: position,
      answer: fromJsonText(answer),
    };
  });
}

/** The answers of one request as its outcome; there is one at least. */
export function appended(status: Appended["status"], answers: readonly CommandAnswer[]): Appended {
  const [first] = answers;
  const last = answers.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("no command, no answer");
  const { streamId, version, lastPosition } = last;
  const { firstPosition } = first;
  return { status, streamId, version, firstPosition, lastPosition, answers };
}

/** The parts of one command, each told its answer, which is kept with the first. */
export function answeredAlike(parts: readonly CommandAnswer[]): readonly CommandAnswer[] {
  const [first] = parts;
  return first === undefined ? parts : parts.map((each) => ({ ...each, answer: first.answer }));
}

/** Why a stream cannot take a request, as it was found; undefined if it can. */
export function refusalAt(
  { streamId, expect }: PreparedAppend,
  { version, isClosed }: { readonly version: number; readonly isClosed: boolean },
): AppendRefusal | undefined {
  if (isClosed) return streamClosed(streamId);
  const isMet = expect === PRESENT ? version > 0 : expect === ANY || expect === version;
  if (isMet) return undefined;
  return versionConflict({ streamId, expected: expectedOf(expect), actual: version });
}
