import type { ServerResponse } from "node:http";

import { HttpProblem, type Server } from "@holdfast/http";
import {
  beginEventStream,
  EventWriter,
  STREAM_START,
  type StreamClients,
} from "@holdfast/http/event-stream";

import { concerns } from "../../application/change-events.ts";
import type { ChangeFeed } from "../../application/change-feed.ts";
import type { ChangeLog } from "../../application/change-log.ts";
import type { FinalRows } from "../../application/final-rows.ts";
import { followChanges } from "../../application/follow-changes.ts";
import type { MirrorView } from "../../application/list-delegations.ts";
import type { Seat } from "../../application/seat.ts";
import type { StreamEvent } from "../../application/stream-event.ts";
import { VARY } from "./caching.ts";
import { documentedOnly } from "./documented-only.ts";
import { eventText } from "./event-text.ts";
import { refuseUnranked } from "./history-loading.ts";
import { knownQuery } from "./known-query.ts";
import { listUrl } from "./list-url.ts";
import { orRefuse } from "./query-fault.ts";
import { readStreamQuery } from "./stream-query.ts";
import { STREAM_PARAMETERS, STREAM_PATH, streamSchema } from "./stream-schema.ts";

const FULL_RETRY_SECONDS = 5;
const STOPPING_RETRY_SECONDS = 1;

export type StreamRouteOptions = {
  readonly view: () => MirrorView;
  readonly log: ChangeLog;
  readonly feed: ChangeFeed;
  readonly finalRows: FinalRows;
  readonly clients: StreamClients;
  readonly heartbeatMs: number;
  readonly onEvent: () => void;
  readonly onOverflow: () => void;
  readonly onFault: (error: unknown) => void;
};

/** Pushes what happens at the tip (Server-Sent Events, WHATWG HTML section 9.2). */
export function streamRoute(server: Server, options: StreamRouteOptions): void {
  const { view, log, feed, finalRows, clients } = options;
  server.route({
    method: "GET",
    url: STREAM_PATH,
    schema: streamSchema,
    config: { isStream: true },
    validatorCompiler: documentedOnly,
    handler: async (request, reply) => {
      reply.headers(VARY);
      const query = knownQuery(request.raw.url, { known: Object.keys(STREAM_PARAMETERS) });
      const asked = orRefuse(readStreamQuery(query, oneText(request.headers["last-event-id"])));
      refuseUnranked(view(), "stream");
      using place = clients.enter();
      if (place === undefined) throw tooMany();
      const state = await log.state(asked.after?.seq);
      using seat = feed.join(state.newest, (change) => concerns(change, asked));
      if (seat.reason === "stopping") throw stopping();
      const raw = beginEventStream(reply);
      if (raw === undefined) return;
      const events = followChanges({ log, seat, finalRows }, asked, state);
      await send(events, { raw, seat, url: listUrl(query, asked.isFinalOnly), options });
    },
  });
}

type Connection = {
  readonly raw: ServerResponse;
  readonly seat: Seat;
  readonly url: string;
  readonly options: StreamRouteOptions;
};

/** Writes events until the client is gone or too slow, or the service stops. */
async function send(events: AsyncIterable<StreamEvent>, connection: Connection): Promise<void> {
  const { raw, seat, url, options } = connection;
  raw.on("error", () => seat.end("left"));
  raw.on("close", () => seat.end("left"));
  if (raw.destroyed) seat.end("left");
  using writer = new EventWriter(raw, {
    heartbeatMs: options.heartbeatMs,
    onStall: () => seat.end("overflow"),
    signal: seat.ended,
  });
  try {
    await writer.write(STREAM_START);
    for await (const event of events) {
      if (seat.ended.aborted) break;
      await writer.write(eventText(event, url));
      options.onEvent();
    }
  } catch (error) {
    // Nothing can be said in the middle of a stream; its client comes back with what it has.
    options.onFault(error);
  }
  if (seat.reason === "overflow") options.onOverflow();
  if (seat.reason === "stopping") writer.end();
  else raw.destroy();
}

function oneText(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "object" ? header.join() : header;
}

function unavailable(code: string, detail: string, headers: Record<string, string>): HttpProblem {
  return new HttpProblem({ status: 503, code, title: "Service Unavailable", detail, headers });
}

function tooMany(): HttpProblem {
  return unavailable("too_many_streams", "as many clients follow as this instance serves", {
    "retry-after": String(FULL_RETRY_SECONDS),
  });
}

function stopping(): HttpProblem {
  return unavailable("stopping", "this instance is stopping", {
    "retry-after": String(STOPPING_RETRY_SECONDS),
  });
}
