import type { PositionTokens } from "@holdfast/cqrs/position-token";
import { HttpProblem, type Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { acceptsEventStream } from "@holdfast/http/event-stream";
import { Type } from "typebox";

import type { EventFeed, FeedFilter } from "../../application/event-feed.ts";
import { EventsHeaders, EventsQuery, EventsShown } from "./event-schemas.ts";
import { type EventStreamOptions, streamEvents } from "./event-stream.ts";
import { feedScope } from "./feed-scope.ts";
import { presentEvent } from "./present-event.ts";
import { titleOf } from "./refusal-problem.ts";
import { readProblems } from "./responses.ts";

const READING: RouteAccess = { permissions: ["read:event"] };
const schema = {
  summary: "What has happened, event by event",
  description:
    "In the order in which it was committed; nothing comes later in between, so that whoever asks again with the last " +
    "cursor misses nothing. With `Accept: text/event-stream` events are pushed as they happen (Server-Sent Events); a " +
    "client that comes back with `Last-Event-ID` goes on right after it. Each comes at least once: keep its id. A comment " +
    "comes in times of silence, and a stream ends after a while, for the client to come back.",
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
    ...readProblems("invalid_cursor", "too_many_streams", "stopping"),
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
  readonly positions: PositionTokens;
};

/** The feed of a tenant's events, page by page and as a stream. */
export function eventRoutes(scope: Server, options: EventRoutesOptions): void {
  const { feed, positions } = options;
  async function begin(tenant: string, token: string | undefined, from: "beginning" | "now") {
    if (token === undefined) return from === "now" ? feed.end(tenant) : 0n;
    const position = positions.open(token, feedScope(tenant));
    if (typeof position === "bigint") return position;
    const code = "invalid_cursor";
    const detail = position.sentence;
    throw new HttpProblem({ status: 400, code, title: titleOf(code), detail });
  }

  scope.get(
    "/v1/events",
    { schema, config: { access: READING, isStream: "if_accepted" } },
    async (request, reply) => {
      const { query, headers, principal } = request;
      const { tenantId: tenant } = principal;
      const filter = filterOf(query);
      if (acceptsEventStream(request)) {
        const token = headers["last-event-id"] ?? query.cursor;
        const after = await begin(tenant, token === "" ? undefined : token, query.from);
        await streamEvents(reply, { ...options, feed: options.streamFeed, tenant, filter, after });
        return reply;
      }
      const after = await begin(tenant, query.cursor, query.from);
      const page = await feed.read(tenant, filter, { after, limit: query.limit });
      const seal = (position: bigint): string => positions.seal(position, feedScope(tenant));
      return {
        data: page.events.map((event) => presentEvent(event, seal(event.position))),
        has_more: !page.isEnd,
        next_cursor: seal(page.upTo),
      };
    },
  );
}

function filterOf(query: {
  readonly type?: readonly string[];
  readonly category?: readonly string[];
}): FeedFilter {
  return {
    ...(query.type !== undefined && { types: query.type }),
    ...(query.category !== undefined && { categories: query.category }),
  };
}
