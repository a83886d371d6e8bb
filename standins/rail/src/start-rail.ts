import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { refusal, type Answer } from "./answer.ts";
import { openFileJournal } from "./file-journal.ts";
import { noJournal } from "./journal.ts";
import type { RailOptions } from "./rail-options.ts";
import { Rail } from "./rail.ts";

/** Where a rail listens and where it keeps its books. */
export type StartOptions = RailOptions & {
  /** 127.0.0.1 when left out. */
  readonly host?: string;
  /** 0, any free port, when left out. */
  readonly port?: number;
  /** File of its journal, which need not be there yet; without one its books are gone when it is. */
  readonly journal?: string;
};

/** A rail that listens; disposing it answers what was asked already, frees its port and closes its journal. */
export type RunningRail = AsyncDisposable & {
  /** Without a slash at the end. */
  readonly url: string;
  readonly rail: Rail;
};

const HOST = "127.0.0.1";
/** As long as usual gateways; the default of 5 s surprises clients that pause between calls. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_MS_MAX = 30_000;
const CONNECTIONS_MAX = 1000;
const BODY_BYTES_MAX = 64 * 1024;
/** Whoever has not read their answer by then never will. */
const DRAIN_MS_MAX = 5000;

/** Starts a rail. Rejects when the port is taken; `BadJournal` when the file is none. */
export async function startRail(options: StartOptions = {}): Promise<RunningRail> {
  const { host = HOST, port = 0, journal: path } = options;
  await using held = new AsyncDisposableStack();
  const journal = held.use(path === undefined ? noJournal() : await openFileJournal(path));
  const rail = await Rail.open(journal, options);
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    serve(rail, { request, response, signal: stopping.signal }).catch(() => fail(response));
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = REQUEST_MS_MAX;
  server.maxConnections = CONNECTIONS_MAX;
  held.defer(async () => {
    stopping.abort();
    await drain(server);
  });
  server.listen({ host, port });
  await once(server, "listening");
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  const running = held.move();
  return {
    url: `http://${host}:${taken}`,
    rail,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function drain(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX);
  await closed;
  clearTimeout(timer);
}

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The rail stops. */
  readonly signal: AbortSignal;
};

async function serve(rail: Rail, { request, response, signal }: Exchange): Promise<void> {
  const { method = "GET", url: target = "/" } = request;
  const body = await bodyOf(request);
  if (body === undefined) {
    send(response, refusal(413, "too_large", `a body has ${BODY_BYTES_MAX} bytes at most`));
    return;
  }
  const { answer, delayMs } = await rail.deliver({ method, target, body });
  // A stop sends late answers at once.
  if (delayMs > 0) await sleep(delayMs, undefined, { signal }).catch(() => undefined);
  if (answer === "dropped") request.socket.resetAndDestroy();
  else send(response, signal.aborted ? closing(answer) : answer);
}

/** Nobody should come back over this connection. */
function closing(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, connection: "close" } };
}

/** Undefined when there is too much of it. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    // Read to its end all the same: whoever is cut off while sending may never read why.
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return bytes <= BODY_BYTES_MAX ? Buffer.concat(chunks).toString("utf8") : undefined;
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const type = body === "" ? {} : { "content-type": "application/json" };
  const length = status === 204 ? {} : { "content-length": Buffer.byteLength(body) };
  response.writeHead(status, { ...type, ...length, ...headers }).end(body);
}

/** The client is gone, or the journal cannot be written; only the latter leaves somebody to be told. */
function fail(response: ServerResponse): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else send(response, refusal(500, "no_journal", "the books cannot be written"));
}
