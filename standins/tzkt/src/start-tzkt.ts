import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable, type Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";

import { keepPace } from "./block-timer.ts";
import { chainFrom, controlsOf, type ChainControls } from "./chain-controls.ts";
import { ChainSteps } from "./chain-steps.ts";
import { Hub } from "./hub.ts";
import { listen, refuseConnections, stopListening } from "./listening.ts";
import type { LivingChain } from "./living-chain.ts";
import { readFaultPlan, readHubFaultPlan } from "./read-fault-plan.ts";
import type { RequestRecord } from "./request-log.ts";
import { machineTimers } from "./timers.ts";
import { truthBody, truthOf, type Truth } from "./truth.ts";
import type { TzktOptions } from "./tzkt-options.ts";
import { TzktServer } from "./tzkt-server.ts";
import { int32 } from "./value-kinds.ts";

/** A running stand-in; disposing it breaks its connections and frees its port. */
export type TzktStandIn = AsyncDisposable &
  ChainControls & {
    /** Where it is reached, without a slash at the end. */
    readonly url: string;
    /** Level of its newest block, now. */
    readonly head: number;
    /** Every request so far, refused ones too; those of the hub are not among them. */
    readonly requests: readonly RequestRecord[];
    /** The live channel of `/v1/ws`. */
    readonly hub: HubControls;
    /** What its chain holds up to that level (up to its head), whatever faults its answers have. */
    truth(levelMax?: number): Truth;
    /** Makes the answers to these requests (path and query) ready beforehand. */
    prepare(targets: readonly string[]): Promise<void>;
  };

/** What a test may see of the hub and do to it. */
export type HubControls = Pick<
  Hub,
  "connections" | "subscriptions" | "negotiations" | "turn" | "close" | "drop"
>;

const HOST = "127.0.0.1";
const SEED = 42;
/** As long as usual web servers; the default of 5 s surprises clients that pause between pages. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts a stand-in for the API of TzKT. BadRecords or BadFaultPlan when its data or its faults
 * make no sense, RangeError for a number out of range.
 */
export async function startTzkt(options: TzktOptions = {}): Promise<TzktStandIn> {
  const { host = HOST, port = 0, seed = SEED, faults } = options;
  if (faults !== undefined) readFaultPlan(faults);
  const chain = chainFrom(options, seed);
  const steps = stepsOf(options, chain, seed);
  await using held = new AsyncDisposableStack();
  const hub = hubFrom(options, chain, seed);
  held.defer(() => hub.stop());
  const tzkt = new TzktServer(chain, options);
  const stopping = new AbortController();
  const server = serverOf({ tzkt, chain, hub, signal: stopping.signal });
  const taken = await listen(server, { host, port });
  held.defer(async () => {
    stopping.abort();
    hub.stop();
    await stopListening(server);
  });
  held.defer(paceOf(options, steps));
  const running = held.move();
  return {
    ...controlsOf(chain),
    url: `http://${host}:${taken}`,
    get head() {
      return chain.present.head;
    },
    requests: tzkt.log.records,
    hub,
    truth: (levelMax = chain.present.head) => truthOf(chain.present.view(), levelMax),
    prepare: async (targets) => tzkt.prepare(targets),
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  };
}

function hubFrom(options: TzktOptions, chain: LivingChain, seed: number): Hub {
  const { hub = {}, timers = machineTimers } = options;
  if (hub === "off") {
    const none = new Hub({ chain, seed, timers }, {});
    none.turn("off");
    return none;
  }
  if (hub.faults !== undefined) readHubFaultPlan(hub.faults);
  return new Hub({ chain, seed, timers }, hub);
}

/** What the chain did in earlier lives is done again before anybody listens. */
function stepsOf(
  { reorgs = 0, progress }: TzktOptions,
  chain: LivingChain,
  seed: number,
): ChainSteps {
  const steps = new ChainSteps(chain, { reorgs, seed });
  while (steps.made < (progress?.steps ?? 0)) steps.next();
  return steps;
}

function paceOf(options: TzktOptions, steps: ChainSteps): () => void {
  const { blockTimeMs, progress, timers = machineTimers } = options;
  if (blockTimeMs === undefined) return () => undefined;
  return keepPace(steps, { blockTimeMs, progress, timers });
}

type Parts = {
  readonly tzkt: TzktServer;
  readonly chain: LivingChain;
  readonly hub: Hub;
  readonly signal: AbortSignal;
};

function serverOf(parts: Parts): Server {
  const server = createServer((request, response) => {
    serve({ ...parts, server }, request, response).catch(() => {
      // The client went away or the stand-in is stopping: nobody is left to be told.
      response.destroy();
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (pathOf(request) === HUB_PATH) parts.hub.connect(request, socket, head);
    else socket.destroy();
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function serve(
  serving: Parts & { readonly server: Server },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { tzkt, chain, hub, server, signal } = serving;
  const path = pathOf(request);
  if (path === `${HUB_PATH}/negotiate`) {
    hub.negotiate(request, response);
    return;
  }
  if (path === TRUTH_PATH) {
    await sendTruth(chain, request, response);
    return;
  }
  const address = server.address();
  const fault = await tzkt.serve(request, response, signal);
  if (fault?.kind !== "refuse_connections" || typeof address !== "object" || !address) return;
  const { address: host, port } = address;
  hub.drop();
  await refuseConnections(server, { host, port }, { ms: fault.ms, signal });
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "/";
}

const HUB_PATH = "/v1/ws";
/** For tests only: it is neither limited nor logged, and no fault reaches it. */
const TRUTH_PATH = "/__truth";

async function sendTruth(
  { present }: LivingChain,
  { url = "/" }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const search = new URLSearchParams(url.split("?", 2)[1]);
  const levelMax = int32.parse(search.get("level.le") ?? `${present.head}`);
  const headers = { "Content-Type": "application/json; charset=utf-8" };
  if (levelMax === undefined) {
    response.writeHead(400, headers).end('{"code":400,"errors":{"level.le":"no level"}}');
    return;
  }
  response.writeHead(200, headers);
  await pipeline(Readable.from(truthBody(truthOf(present.view(), levelMax))), response);
}
