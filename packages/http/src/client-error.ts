import type { Socket } from "node:net";

import type { FastifyReply } from "fastify";

import { BUILT_IN } from "./built-in-problems.ts";
import type { Surroundings } from "./exchange-hook.ts";
import { STATUS_CODES } from "./node-http.ts";
import type { ProblemBody } from "./problem-body.ts";
import type { Problem } from "./problem.ts";
import { writtenProblem } from "./written-problem.ts";

/** What Node tells of a request it could not read. */
export type ClientError = Error & { readonly code?: string; readonly rawPacket?: unknown };

/** How long a refused connection is read on, so that a client still sending gets to read the answer. */
const LINGER_MS = 500;

/** Answers what never became a request, straight to the socket; each connection at most once. */
export function clientErrorHandler(surroundings: Surroundings, body: ProblemBody) {
  const answered = new WeakSet<Socket>();
  return (error: ClientError, socket: Socket): void => {
    if (answered.has(socket)) return;
    answered.add(socket);
    const waiting = surroundings.flight.waitingOn(socket);
    if (!mayAnswer(error, socket, waiting)) {
      socket.destroy();
      return;
    }
    const problem = clientProblem(error, surroundings.limits.urlBytesMax);
    const traceId = waiting[0]?.request.traceId ?? surroundings.random(TRACE_ID_BYTES);
    const unread = { method: "", url: "", accept: "", traceId };
    const { headers, payload } = writtenProblem(problem, unread, body);
    socket.end(rawAnswer(problem.status, headers, payload));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
    // A request that had begun is recorded when its response closes, and only then.
    for (const reply of waiting) surroundings.rawStatuses.set(reply, problem.status);
    if (waiting.length > 0) return;
    surroundings.record({
      method: "(unread)",
      route: "(unread)",
      path: "",
      status: problem.status,
      durationMs: 0,
      bytes: Buffer.byteLength(payload),
      traceId,
      remote: socket.remoteAddress,
      isAborted: false,
    });
  };
}

const TRACE_ID_BYTES = 16;

/**
 * Only a connection that waits for no other answer can be written to: the bytes would land before
 * or inside the answer of an earlier request. The one request whose own body failed may be answered.
 */
function mayAnswer(error: ClientError, socket: Socket, waiting: readonly FastifyReply[]): boolean {
  if (error.code === "ECONNRESET" || !socket.writable) return false;
  return waiting.every(({ raw }) => !raw.headersSent && !raw.req.complete);
}

function clientProblem(error: ClientError, urlBytesMax: number): Problem {
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW":
      return isRequestLineTooLong(error.rawPacket, urlBytesMax)
        ? BUILT_IN.uri_too_long
        : BUILT_IN.headers_too_large;
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return BUILT_IN.body_too_large;
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return BUILT_IN.request_timeout;
    case undefined:
    default:
      return BUILT_IN.bad_request;
  }
}

/** The parser counts the request line to the head, so a far too long target arrives here as well. */
function isRequestLineTooLong(packet: unknown, urlBytesMax: number): boolean {
  if (!Buffer.isBuffer(packet)) return false;
  const end = packet.indexOf("\n");
  return (end === -1 ? packet.length : end) > urlBytesMax;
}

function rawAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  payload: string,
): string {
  const lines = Object.entries({
    ...headers,
    "content-length": Buffer.byteLength(payload).toString(),
    "x-content-type-options": "nosniff",
    date: new Date().toUTCString(),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${payload}`;
}
