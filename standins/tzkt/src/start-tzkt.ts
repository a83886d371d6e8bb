import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { levelAtSeconds } from "./chain-time.ts";
import { standingChain } from "./chain.ts";
import { parseDatetime } from "./datetime.ts";
import { generateDelegations } from "./generate-delegations.ts";
import { listen, refuseConnections, stopListening } from "./listening.ts";
import { LivingChain } from "./living-chain.ts";
import { readFaultPlan } from "./read-fault-plan.ts";
import { recordedDelegations } from "./recorded-delegations.ts";
import { type ReorgVariant } from "./reorg-variants.ts";
import { type RequestRecord } from "./request-log.ts";
import { truthBody, truthOf, type Truth } from "./truth.ts";
import { type TzktOptions } from "./tzkt-options.ts";
import { TzktServer } from "./tzkt-server.ts";
import { int32 } from "./value-kinds.ts";

/** A running stand-in; disposing it breaks its connections and frees its port. */
export type TzktStandIn = AsyncDisposable & {
  /** Where it is reached, without a slash at the end. */
  readonly url: string;
  /** Level of its newest block, now. */
  readonly head: number;
  /** Every request so far, refused ones too. */
  readonly requests: readonly RequestRecord[];
  /** What its chain holds up to that level (up to its head), whatever faults its answers have. */
  truth(levelMax?: number): Truth;
  /** Makes the answers to these requests (path and query) ready beforehand. */
  prepare(targets: readonly string[]): Promise<void>;
  /** Adds that many blocks (1) at once, as when heads collapse. The new head. */
  advance(blocks?: number): number;
  /** Replaces the newest `depth` blocks (1). The new head; RangeError when there are not so many. */
  reorg(depth?: number, variant?: ReorgVariant): number;
  /** Takes the newest `depth` blocks (1) away; what they held comes with the next block. */
  shorten(depth?: number): number;
  /** Changes the newest delegation at or below `level` without a word; the level it is of. */
  rewrite(level: number): number;
  /** Gives every delegation another id, as upstream did once when it indexed anew. */
  renumber(): void;
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
  const { host = HOST, port = 0, faults } = options;
  if (faults !== undefined) readFaultPlan(faults);
  const chain = chainOf(options);
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
    ...controlsOf(chain),
    url: `http://${host}:${taken}`,
    get head() {
      return chain.present.head;
    },
    requests: tzkt.log.records,
    truth: (levelMax = chain.present.head) => truthOf(chain.present.view(), levelMax),
    prepare: async (targets) => tzkt.prepare(targets),
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await stopListening(server);
    },
  };
}

function chainOf({ seed = SEED, rows = ROWS, records, live, ...rest }: TzktOptions): LivingChain {
  const table = records ? recordedDelegations(records) : generateDelegations(seed, rows);
  return new LivingChain(standingChain(table, headOf(rest)), seed, live);
}

function headOf({ head, endsAt }: TzktOptions): number | undefined {
  if (head !== undefined || endsAt === undefined) return head;
  const seconds = parseDatetime(endsAt);
  if (seconds === undefined) throw new RangeError(`no point in time: ${endsAt}`);
  return levelAtSeconds(seconds) - 1;
}

type Controls = Pick<TzktStandIn, "advance" | "reorg" | "shorten" | "rewrite" | "renumber">;

function controlsOf(chain: LivingChain): Controls {
  const headAfter = (change: () => void): number => {
    change();
    return chain.present.head;
  };
  return {
    advance: (blocks) => headAfter(() => chain.advance(blocks)),
    reorg: (depth, variant) => headAfter(() => chain.reorg(depth, variant)),
    shorten: (depth) => headAfter(() => chain.reorg(depth, "shortened")),
    rewrite: (level) => chain.rewrite(level),
    renumber: () => chain.renumber(),
  };
}

type Serving = {
  readonly tzkt: TzktServer;
  readonly chain: LivingChain;
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
  { present }: LivingChain,
  search: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const levelMax = int32.parse(search.get("level.le") ?? `${present.head}`);
  const headers = { "Content-Type": "application/json; charset=utf-8" };
  if (levelMax === undefined) {
    response.writeHead(400, headers).end('{"code":400,"errors":{"level.le":"no level"}}');
    return;
  }
  response.writeHead(200, headers);
  await pipeline(Readable.from(truthBody(truthOf(present.view(), levelMax))), response);
}
