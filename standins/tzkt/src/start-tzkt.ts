import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { standingChain, type Chain } from "./chain.ts";
import { generateDelegations } from "./generate-delegations.ts";
import { listen, refuseConnections, stopListening } from "./listening.ts";
import { readFaultPlan } from "./read-fault-plan.ts";
import { recordedDelegations } from "./recorded-delegations.ts";
import { type RequestRecord } from "./request-log.ts";
import { truthBody, truthOf, type Truth } from "./truth.ts";
import { type TzktOptions } from "./tzkt-options.ts";
import { TzktServer } from "./tzkt-server.ts";
import { int32 } from "./value-kinds.ts";

/** A running stand-in; disposing it breaks its connections and frees its port. */
export type TzktStandIn = AsyncDisposable & {
  /** Where it is reached, without a slash at the end. */
  readonly url: string;
  /** Level of its newest block. */
  readonly head: number;
  /** Every request so far, refused ones too. */
  readonly requests: readonly RequestRecord[];
  /** What its chain holds up to that level (up to its head), whatever faults its answers have. */
  truth(levelMax?: number): Truth;
  /** Makes the answers to these requests (path and query) ready beforehand. */
  prepare(targets: readonly string[]): Promise<void>;
};

const HOST = "127.0.0.1";
const SEED = 42;
const ROWS = 1000;
/** As long as usual web servers; the default of 5 s surprises clients that pause between pages. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts a stand-in for the API of TzKT. BadRecords or BadFaultPlan when its data or its faults
 * make no sense, RangeError for a number out of range.
 */
export async function startTzkt(options: TzktOptions = {}): Promise<TzktStandIn> {
  const { seed = SEED, rows = ROWS, records, head, host = HOST, port = 0, faults } = options;
  if (faults !== undefined) readFaultPlan(faults);
  const table = records ? recordedDelegations(records) : generateDelegations(seed, rows);
  const chain = standingChain(table, head);
  const tzkt = new TzktServer(chain, options);
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    serve({ tzkt, chain, server, signal: stopping.signal }, request, response).catch(() => {
      // The client went away or the stand-in is stopping: nobody is left to be told.
      response.destroy();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const taken = await listen(server, { host, port });
  return {
    url: `http://${host}:${taken}`,
    head: chain.head,
    requests: tzkt.log.records,
    truth: (levelMax = chain.head) => truthOf(chain.view(), levelMax),
    prepare: async (targets) => tzkt.prepare(targets),
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await stopListening(server);
    },
  };
}

type Serving = {
  readonly tzkt: TzktServer;
  readonly chain: Chain;
  readonly server: Server;
  readonly signal: AbortSignal;
};

async function serve(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { tzkt, server, signal } = serving;
  const [path, query] = (request.url ?? "/").split("?", 2);
  if (path === TRUTH_PATH) {
    await sendTruth(serving.chain, new URLSearchParams(query), response);
    return;
  }
  const address = server.address();
  const fault = await tzkt.serve(request, response, signal);
  if (fault?.kind !== "refuse_connections" || typeof address !== "object" || !address) return;
  const { address: host, port } = address;
  await refuseConnections(server, { host, port }, { ms: fault.ms, signal });
}

/** For tests only: it is neither limited nor logged, and no fault reaches it. */
const TRUTH_PATH = "/__truth";

async function sendTruth(
  chain: Chain,
  search: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const levelMax = int32.parse(search.get("level.le") ?? `${chain.head}`);
  const headers = { "Content-Type": "application/json; charset=utf-8" };
  if (levelMax === undefined) {
    response.writeHead(400, headers).end('{"code":400,"errors":{"level.le":"no level"}}');
    return;
  }
  response.writeHead(200, headers);
  await pipeline(Readable.from(truthBody(truthOf(chain.view(), levelMax))), response);
}
