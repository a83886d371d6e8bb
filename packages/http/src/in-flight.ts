import { type IncomingMessage, type Server as HttpServer, type ServerResponse } from "node:http";
import { type Socket } from "node:net";

/** The requests a server is working on, and how it stops without losing one of them. */
export type InFlight = {
  count(): number;
  isDraining(): boolean;
  /** Whether a request that has just arrived may be worked on; not after an answer with `Connection: close`. */
  admits(request: IncomingMessage, response: ServerResponse): boolean;
  /** Counts a response until it is closed. */
  begin(response: ServerResponse): void;
  /** The responses a connection still waits for, in order. */
  waitingOn(socket: unknown): readonly ServerResponse[];
  /**
   * Stops accepting connections, lets requests in flight finish, and destroys what is left after
   * `drainMs`. A request that arrives on an open connection meanwhile is served with
   * `Connection: close`; what is pipelined behind that is never worked on, so a client may repeat it.
   */
  drain(server: HttpServer, drainMs: number): Promise<void>;
};

/** An empty count. */
export function inFlight(): InFlight {
  // In order of arrival, which per connection is the order of the answers.
  const responses = new Set<ServerResponse>();
  const closing = new WeakSet<Socket>();
  let drained: (() => void) | undefined;
  let server: HttpServer | undefined;

  function admits({ socket }: IncomingMessage, response: ServerResponse): boolean {
    if (drained === undefined) return true;
    if (closing.has(socket)) return false;
    announceClose(response, socket);
    return true;
  }

  function begin(response: ServerResponse): void {
    responses.add(response);
    response.once("close", () => settle(response));
  }

  function settle(response: ServerResponse): void {
    responses.delete(response);
    if (drained === undefined) return;
    server?.closeIdleConnections();
    if (responses.size === 0) drained();
  }

  function announceClose(response: ServerResponse, socket: Socket): void {
    if (response.headersSent) return;
    response.setHeader("connection", "close");
    closing.add(socket);
  }

  async function drain(stopped: HttpServer, drainMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    drained = resolve;
    server = stopped;
    if (stopped.listening) stopped.close();
    for (const [socket, response] of lastBySocket(responses)) announceClose(response, socket);
    if (responses.size === 0) resolve();
    const deadline = setTimeout(resolve, drainMs);
    await promise;
    clearTimeout(deadline);
    stopped.closeAllConnections();
  }

  return {
    count: () => responses.size,
    isDraining: () => drained !== undefined,
    admits,
    begin,
    waitingOn: (socket) => [...responses].filter(({ req }) => req.socket === socket),
    drain,
  };
}

function lastBySocket(responses: Iterable<ServerResponse>): ReadonlyMap<Socket, ServerResponse> {
  const last = new Map<Socket, ServerResponse>();
  for (const response of responses) last.set(response.req.socket, response);
  return last;
}
