import { formatPosition } from "../domain/stream-position.ts";
import { changeEvents } from "./change-events.ts";
import type { ChangeLog, LogState } from "./change-log.ts";
import type { Change } from "./change.ts";
import type { FinalRows } from "./final-rows.ts";
import { gapless } from "./gapless.ts";
import type { Seat } from "./seat.ts";
import type { StreamEvent } from "./stream-event.ts";
import type { StreamRequest } from "./stream-request.ts";
import { type StreamStart, streamStart } from "./stream-start.ts";

/** Changes read at a time by somebody who catches up. */
const PAGE = 256;

export type FollowChangesParts = {
  readonly log: Pick<ChangeLog, "since">;
  readonly seat: Seat;
  readonly finalRows: FinalRows;
};

/**
 * All events of one stream, each made when it is asked for: nothing piles up for a reader that is slow to catch up. The
 * seat must have been taken with `state.newest`.
 */
export async function* followChanges(
  parts: FollowChangesParts,
  request: StreamRequest,
  state: LogState,
): AsyncGenerator<StreamEvent> {
  const start = streamStart(request.after, state);
  yield* opening(start, request, state);
  for await (const change of changesFrom(start.seq, parts)) {
    const skip = change.seq === start.seq + 1 ? start.rows : 0;
    yield* changeEvents(change, { request, finalRows: parts.finalRows, skip });
  }
}

/** The event that says where the reader stands carries the id, so that a stream cut right after it loses nothing. */
function* opening(
  start: StreamStart,
  { after }: StreamRequest,
  { head, final, total }: LogState,
): Generator<StreamEvent> {
  const id = formatPosition({ seq: start.seq });
  const data = { level: head, final, total };
  yield after === undefined ? { event: "head", id, data } : { event: "head", data };
  if (start.isReset) yield { event: "reset", id };
}

/** First from the log, until nothing is between the reader and the feed; from then on from the feed. */
async function* changesFrom(start: number, { log, seat }: FollowChangesParts) {
  let seq = start;
  for (let { reached } = seat; seq < reached && !seat.ended.aborted; { reached } = seat) {
    const page = await log.since(seq, PAGE);
    for (const change of gapless(seq, page, reached)) {
      seq = change.seq;
      yield change satisfies Change;
    }
  }
  seat.takeOver(seq);
  yield* seat;
}
