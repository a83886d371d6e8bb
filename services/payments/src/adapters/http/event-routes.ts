import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { type Cursors, linkNext } from "@holdfast/http/cursor";
import { acceptsEventStream } from "@holdfast/http/event-stream";
import { Type } from "typebox";

import type { EventFeed, FeedFilter } from "../../application/event-feed.ts";
import { EventsHeaders, EventsQuery, EventsShown } from "./event-schemas.ts";
import { type EventStreamOptions, streamEvents } from "./event-stream.ts";
import { feedCursors } from "./feed-cursors.ts";
import { feedScope } from "./feed-scope.ts";
import { presentEvent } from "./present-event.ts";
import { readProblems } from "./responses.ts";

const READING: RouteAccess = { permissions: ["read:event"] };
const schema = {
  summary: "What has happened, event by event",
  description:
    "In the order in which it was committed; nothing comes later in between, so that whoever asks again with the last " +
    "cursor misses nothing. `next_cursor` goes with the filter of its page only, else `cursor_mismatch`: of what another " +
    "filter lets through, some may be before it. The `cursor` of an event is its id in a stream and in proofs too, and " +
    "goes with any filter: from there on it misses nothing either. With `Accept: text/event-stream` events are pushed as " +
    "they happen (Server-Sent Events); a client that comes back with `Last-Event-ID` goes on right after it. Each comes " +
    "at least once: keep its id. A comment comes in times of silence, and a stream ends after a while, for the client to " +
    "come back.",
  tags: ["events"],
  querystring: EventsQuery,
  headers: EventsHeaders,
  response: {
    200: {
      description: "A page, or a stream",
      content: {
        "application/json": { schema: EventsShown },
        "text/event-stream": { schema: Type.String() },
      },
    },
    ...readProblems("invalid_cursor", "cursor_mismatch", "too_many_streams", "stopping"),
  },
};

/** What the routes stand on. */
export type EventRoutesOptions = Omit<
  EventStreamOptions,
  "feed" | "tenant" | "filter" | "after"
> & {
  readonly feed: EventFeed;
  /** The same for streams, which leave connections to others. */
  readonly streamFeed: Pick<EventFeed, "read">;
  readonly cursors: Cursors;
};

/** The feed of a tenant's events, page by page and as a stream. */
export function eventRoutes(scope: Server, options: EventRoutesOptions): void {
  const { feed, positions } = options;
  const places = feedCursors(options.cursors, positions);
  async function begin({ tenant, filter }: Asked, token: string | undefined, from: From) {
    if (token === undefined) return from === "now" ? feed.end(tenant) : 0n;
    return places.open(token, { tenant, filter });
  }

  scope.get(
    "/v1/events",
    { schema, config: { access: READING, isStream: "if_accepted" } },
    async (request, reply) => {
      const { query, headers, principal } = request;
      const { tenantId: tenant } = principal;
      const filter = filterOf(query);
      const asked = { tenant, filter };
      if (acceptsEventStream(request)) {
        const token = headers["last-event-id"] ?? query.cursor;
        const after = await begin(asked, token === "" ? undefined : token, query.from);
        await streamEvents(reply, { ...options, feed: options.streamFeed, tenant, filter, after });
        return reply;
      }
      const after = await begin(asked, query.cursor, query.from);
      const page = await feed.read(tenant, filter, { after, limit: query.limit });
      const seal = (position: bigint): string => positions.seal(position, feedScope(tenant));
      const data = page.events.map((event) => presentEvent(event, seal(event.position)));
      const told = { data, has_more: !page.isEnd, next_cursor: places.seal(page.upTo, asked) };
      // There is a cursor at the end too, for whoever asks again later, but nothing to walk on to.
      if (told.has_more) linkNext(reply, told);
      return told;
    },
  );
}

type Asked = { readonly tenant: string; readonly filter: FeedFilter };
type From = "beginning" | "now";

function filterOf(query: {
  readonly type?: readonly string[];
  readonly category?: readonly string[];
}): FeedFilter {
  return {
    ...(query.type !== undefined && { types: query.type }),
    ...(query.category !== undefined && { categories: query.category }),
  };
}
