import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  createServer as createTlsServer,
  type ServerOptions as TlsServerOptions,
} from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

import { refusal, type Answer } from "./answer.ts";
import type { BankOptions } from "./bank-options.ts";
import { Bank } from "./bank.ts";

/** Where a bank listens and where it keeps its accounts. */
export type StartOptions = BankOptions & {
  /** 127.0.0.1 when left out. */
  readonly host?: string;
  /** 0, any free port, when left out. */
  readonly port?: number;
  /** Keeps accounts in the schema `bank` of this database, which it creates; its user must be allowed to. */
  readonly databaseUrl?: string;
  /** Speaks TLS; with `requestCert` only to clients whose certificate `ca` has signed. */
  readonly tls?: Pick<TlsServerOptions, "key" | "cert" | "ca" | "requestCert">;
};

/** A bank that listens; disposing it breaks its connections and frees its port. */
export type RunningBank = AsyncDisposable & {
  /** Without a slash at the end. */
  readonly url: string;
  readonly bank: Bank;
};

const HOST = "127.0.0.1";
/** As long as usual gateways; the default of 5 s surprises clients that pause between calls. */
const KEEP_ALIVE_MS = 65_000;
const BODY_BYTES_MAX = 1024 * 1024;

/** Starts a bank. Rejects when the port is taken or the database cannot be used. */
export async function startBank(options: StartOptions = {}): Promise<RunningBank> {
  const { host = HOST, port = 0, databaseUrl, tls } = options;
  await using held = new AsyncDisposableStack();
  const bank = held.use(new Bank({ ...options, ...(await storeAt(databaseUrl)) }));
  const stopping = new AbortController();
  const server = serverOf(tls, (request, response) => {
    serve(bank, { request, response, signal: stopping.signal }).catch((error: unknown) => {
      fail(response, error);
    });
  });
  held.defer(async () => {
    stopping.abort();
    await stopListening(server);
  });
  server.listen({ host, port });
  await once(server, "listening");
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  const running = held.move();
  return {
    url: `${tls === undefined ? "http" : "https"}://${host}:${taken}`,
    bank,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The driver is loaded where there is a database, and a bank in memory starts in a third of the time. */
async function storeAt(databaseUrl: string | undefined): Promise<Pick<BankOptions, "store">> {
  if (databaseUrl === undefined) return {};
  const { postgresStore } = await import("./postgres-store.ts");
  return { store: await postgresStore(databaseUrl) };
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

function serverOf(tls: StartOptions["tls"], listener: Listener): Server {
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer({ ...tls, rejectUnauthorized: tls.requestCert === true }, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Ends waiting when the bank stops. */
  readonly signal: AbortSignal;
};

async function serve(bank: Bank, { request, response, signal }: Exchange): Promise<void> {
  const { method = "GET", url: target = "/", headers } = request;
  const body = method === "GET" ? "" : await bodyOf(request);
  if (body === undefined) {
    send(response, refusal(413, `a body has ${BODY_BYTES_MAX} bytes at most`));
    return;
  }
  const { answer, delayMs } = await bank.deliver({ method, target, headers, body });
  if (delayMs > 0) await sleep(delayMs, undefined, { signal });
  if (answer === "dropped") request.socket.resetAndDestroy();
  else send(response, answer);
}

/** Undefined when there is too much of it. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (status === 204) {
    response.writeHead(204).end();
    return;
  }
  const type = body === "" ? {} : { "content-type": "application/json" };
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...type, "content-length": length, ...headers }).end(body);
}

/** The client is gone, the bank stops, or its database fails; only the last one leaves somebody to be told. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed || !(error instanceof Error)) response.destroy();
  else send(response, refusal(500, "the bank cannot reach its accounts"));
}
