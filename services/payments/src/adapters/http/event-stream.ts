import type { PositionTokens } from "@holdfast/cqrs/position-token";
import { HttpProblem } from "@holdfast/http";
import {
  beginEventStream,
  eventText,
  EventWriter,
  STREAM_START,
} from "@holdfast/http/event-stream";

import type { EventFeed, FeedFilter } from "../../application/event-feed.ts";
import { followFeed } from "../../application/follow-feed.ts";
import type { StreamPlaces } from "../../application/stream-places.ts";
import type { TenantBells } from "../../application/tenant-bells.ts";
import { feedScope } from "./feed-scope.ts";
import { presentEvent } from "./present-event.ts";
import { titleOf } from "./refusal-problem.ts";

/** What a stream is made of, whose it is, and where it begins. */
export type EventStreamOptions = {
  readonly feed: Pick<EventFeed, "read">;
  readonly bells: TenantBells;
  readonly positions: PositionTokens;
  readonly places: StreamPlaces;
  /** Aborted when the service stops: streams then end in good order. */
  readonly stopping: AbortSignal;
  readonly heartbeatMs: number;
  /** After which a stream ends, so that its client shows a token that is still good. */
  readonly lifetimeMs: number;
  readonly onEvent: () => void;
  readonly onFault: (error: unknown) => void;
  readonly tenant: string;
  readonly filter: FeedFilter;
  readonly after: bigint;
};

const FULL_RETRY_SECONDS = 5;
const STOPPING_RETRY_SECONDS = 1;

/** Pushes a tenant's events until the client is gone or too slow, its time is over, or the service stops. */
export async function streamEvents(
  reply: Parameters<typeof beginEventStream>[0],
  options: EventStreamOptions,
): Promise<void> {
  const { stopping, places, bells, tenant, lifetimeMs } = options;
  if (stopping.aborted) throw unavailable("stopping", STOPPING_RETRY_SECONDS);
  using place = places.enter(tenant);
  if (place === undefined) throw unavailable("too_many_streams", FULL_RETRY_SECONDS);
  // Before anything is read, so that nothing is missed in between.
  using seat = bells.join(tenant);
  const raw = beginEventStream(reply);
  if (raw === undefined) return;
  const gone = new AbortController();
  for (const event of ["error", "close"]) raw.on(event, () => gone.abort());
  if (raw.destroyed) gone.abort();
  const ended = AbortSignal.any([gone.signal, stopping, AbortSignal.timeout(lifetimeMs)]);
  using writer = new EventWriter(raw, {
    heartbeatMs: options.heartbeatMs,
    onStall: () => gone.abort(),
    signal: ended,
  });
  const isWhole = await write(writer, { ...options, seat }, ended);
  if (isWhole && !gone.signal.aborted) writer.end();
  else raw.destroy();
}

/** False if it broke: nothing can be said in the middle of a stream; its client comes back with what it has. */
async function write(
  writer: EventWriter,
  options: EventStreamOptions & { readonly seat: ReturnType<TenantBells["join"]> },
  ended: AbortSignal,
): Promise<boolean> {
  const { positions, tenant, onEvent, onFault } = options;
  try {
    await writer.write(STREAM_START);
    for await (const event of followFeed(options, ended)) {
      if (ended.aborted) break;
      const id = positions.seal(event.position, feedScope(tenant));
      await writer.write(eventText({ event: event.event.type, id, data: presentEvent(event, id) }));
      onEvent();
    }
    return true;
  } catch (error) {
    onFault(error);
    return false;
  }
}

function unavailable(code: "stopping" | "too_many_streams", seconds: number): HttpProblem {
  return new HttpProblem({
    status: 503,
    code,
    title: titleOf(code),
    detail: "no stream can begin here now: try again soon",
    headers: { "retry-after": String(seconds) },
  });
}
