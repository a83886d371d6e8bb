import type { EventFeed, FeedEvent, FeedFilter } from "./event-feed.ts";
import type { BellSeat } from "./tenant-bells.ts";

/** What is followed, and from where on. */
export type FollowFeedParts = {
  readonly feed: Pick<EventFeed, "read">;
  readonly seat: BellSeat;
  readonly tenant: string;
  readonly filter: FeedFilter;
  readonly after: bigint;
};

const PAGE = 100;
/** A bell may be missed while the database is away. */
const LOOK_AGAIN_MS = 15_000;

/** All events of a tenant as they happen, each read when it is asked for: nothing piles up for a reader that is slow. */
export async function* followFeed(
  { feed, seat, tenant, filter, after }: FollowFeedParts,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent> {
  let from = after;
  while (!signal.aborted) {
    const page = await feed.read(tenant, filter, { after: from, limit: PAGE });
    yield* page.events;
    from = page.upTo;
    if (page.isEnd) await seat.wait(LOOK_AGAIN_MS, signal);
  }
}
