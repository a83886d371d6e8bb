import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Socket } from "node:net";

import type { FastifyReply } from "fastify";

import { WaitingLine } from "./waiting-line.ts";

/** The requests a server is working on, and how it stops without losing one of them. */
export type InFlight = {
  /** Replies being worked on, streams left out. */
  count(): number;
  isDraining(): boolean;
  /** Whether a request that has just arrived may be worked on; not after an answer with `Connection: close`. */
  admits(request: IncomingMessage, response: ServerResponse): boolean;
  /** Counts a reply until what is returned is called, when its response is closed. */
  begin(reply: FastifyReply, startedMs: number): () => void;
  /** Says that a reply is a stream, which lasts for as long as its client likes. */
  stream(reply: FastifyReply): void;
  /** The replies a connection still waits for, in order. */
  waitingOn(socket: Socket): readonly FastifyReply[];
  /** Whether an answer is complete but not yet handed to the network in full. */
  isFlushing(): boolean;
  /** Replies begun before `sinceMs` whose request has arrived in full and of which nothing is sent yet. */
  lateSince(sinceMs: number): readonly FastifyReply[];
  /**
   * Stops accepting connections, lets requests in flight finish, and destroys what is left after
   * `drainMs`. A request that arrives on an open connection meanwhile is served with
   * `Connection: close`; what is pipelined behind that is never worked on, so a client may repeat it.
   */
  drain(server: HttpServer, drainMs: number): Promise<void>;
};

/** Nothing in flight yet. */
export function inFlight(): InFlight {
  // In order of arrival, which per connection is the order of the answers.
  const replies: Replies = new WaitingLine();
  const streams = new Set<FastifyReply>();
  const drain = drainOf(replies);
  return {
    count: () => replies.size - streams.size,
    isDraining: () => drain.isBegun(),
    admits: (request, response) => drain.admits(request, response),
    begin: (reply, startedMs) => {
      const leave = replies.join({ reply, startedMs });
      return () => {
        leave();
        streams.delete(reply);
        drain.ended();
      };
    },
    stream: (reply) => void streams.add(reply),
    waitingOn: (socket) =>
      replies.values().flatMap(({ reply }) => (reply.raw.req.socket === socket ? reply : [])),
    isFlushing: () =>
      replies.values().some(({ reply: { raw } }) => raw.writableEnded && !raw.writableFinished),
    lateSince: (sinceMs) => lateReplies(replies, sinceMs),
    drain: (server, drainMs) => drain.begin(server, drainMs),
  };
}

type Replies = WaitingLine<{ readonly reply: FastifyReply; readonly startedMs: number }>;

function lateReplies(replies: Replies, sinceMs: number): readonly FastifyReply[] {
  const late: FastifyReply[] = [];
  for (const { reply, startedMs } of replies.values()) {
    if (startedMs >= sinceMs) break;
    if (!reply.sent && !reply.raw.headersSent && reply.request.raw.complete) late.push(reply);
  }
  return late;
}

function drainOf(replies: Replies) {
  const closing = new WeakSet<Socket>();
  let stopping: { readonly server: HttpServer; readonly finish: () => void } | undefined;

  function admits({ socket }: IncomingMessage, response: ServerResponse): boolean {
    if (stopping === undefined) return true;
    if (closing.has(socket)) return false;
    announceClose(response, socket);
    return true;
  }

  function ended(): void {
    if (stopping === undefined) return;
    stopping.server.closeIdleConnections();
    if (replies.size === 0) stopping.finish();
  }

  function announceClose(response: ServerResponse, socket: Socket): void {
    if (response.headersSent) return;
    response.setHeader("connection", "close");
    closing.add(socket);
  }

  async function begin(server: HttpServer, drainMs: number): Promise<void> {
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    stopping = { server, finish };
    if (server.listening) server.close();
    for (const [socket, response] of lastBySocket(replies)) announceClose(response, socket);
    if (replies.size === 0) finish();
    const deadline = setTimeout(finish, drainMs);
    await promise;
    clearTimeout(deadline);
    server.closeAllConnections();
  }

  return { admits, ended, begin, isBegun: () => stopping !== undefined };
}

function lastBySocket(replies: Replies): ReadonlyMap<Socket, ServerResponse> {
  const last = new Map<Socket, ServerResponse>();
  for (const { reply } of replies.values()) last.set(reply.raw.req.socket, reply.raw);
  return last;
}
