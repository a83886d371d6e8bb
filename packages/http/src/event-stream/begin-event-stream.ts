import type { ServerResponse } from "node:http";

import type { FastifyReply } from "fastify";

/** Nothing between the service and its client may keep or collect events (`X-Accel-Buffering` is nginx's). */
const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
} as const;

/**
 * Answers with the head of a stream of Server-Sent Events (WHATWG HTML section 9.2), whose body is written by an
 * `EventWriter`. Undefined if only the head was asked for, which is all of the answer then.
 */
export function beginEventStream(reply: FastifyReply): ServerResponse | undefined {
  reply.headers(STREAM_HEADERS).hijack();
  const { raw } = reply;
  // A hijacked reply writes its own head.
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200);
  if (reply.request.method !== "HEAD") return raw;
  raw.end();
  return undefined;
}
