import { isAppendRefusal } from "@holdfast/cqrs/event-store";
import type { WriteOutcome } from "@holdfast/postgres/event-store";

/** The stream is not where its writer left it: somebody has written to it past the fence. */
class StreamMoved extends Error {
  override readonly name = "StreamMoved";
  readonly code = "stream_moved";
}

/** The log does not take an event as it is; asking again would change nothing. */
class EventRefused extends Error {
  override readonly name = "EventRefused";
  readonly code: string;

  constructor(code: string, sentence: string) {
    super(`the log refuses an event: ${sentence}`);
    this.code = code;
  }
}

const MOVED: ReadonlySet<string> = new Set(["version_conflict", "command_mismatch"]);

/** Throws unless the log has taken what it was told just now; the rows that came with it were taken back then. */
export function checkTaken(outcome: WriteOutcome | undefined): void {
  if (outcome === undefined) throw new RangeError("the log gave no answer");
  if (isAppendRefusal(outcome)) {
    const { code, sentence } = outcome;
    throw MOVED.has(code) ? new StreamMoved(sentence) : new EventRefused(code, sentence);
  }
  if (outcome.status === "duplicate") throw new StreamMoved("the log has been told of it before");
}
