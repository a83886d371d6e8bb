import type { HubConnection } from "@microsoft/signalr";
import { Agent, WebSocket } from "undici";

import type { Clock } from "../../application/clock.ts";
import type { Tell } from "../../application/sync-fact.ts";
import type { TipHint, Wakeups } from "../../application/wakeups.ts";
import { HintMailbox } from "./hint-mailbox.ts";
import { hintOf } from "./hub-message.ts";

export type TzktHubOptions = {
  /** Of the API, without a slash at the end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** From 0 up to 1, for the jitter. */
  readonly random: () => number;
  readonly tell: Tell;
  /** Until connected and subscribed; 10 s. */
  readonly connectMs?: number;
};

/** TzKT pings every ten seconds; a hub that is silent for so long is dead. */
const SILENCE_MS_MAX = 30_000;
const PING_MS = 15_000;
/** A proxy in front of a hub that is away may take a connection and never answer. */
const CONNECT_MS_MAX = 10_000;
const REST_MS_MIN = 500;
const REST_MS_MAX = 30_000;

/** The hub did not answer in time. */
class HubSilent extends Error {
  override readonly name = "HubSilent";
  readonly code = "hub_silent";
}

/** Wakes at what TzKT's hub says, over a connection that is made again whenever it breaks. */
export class TzktHub implements Wakeups, AsyncDisposable {
  readonly #options: TzktHubOptions;
  readonly #mailbox: HintMailbox;
  readonly #sockets: Agent;
  readonly #stop = new AbortController();
  #listening: Promise<void> | undefined;

  constructor(options: TzktHubOptions) {
    this.#options = options;
    this.#mailbox = new HintMailbox(options.clock);
    const { connectMs = CONNECT_MS_MAX } = options;
    this.#sockets = new Agent({ connect: { timeout: connectMs }, headersTimeout: connectMs });
  }

  /** Listens from the first call on: loading the client must not delay the first look of a new leader. */
  next(waitMs: number, signal: AbortSignal): Promise<TipHint> {
    this.#listening ??= this.#listen();
    return this.#mailbox.next(waitMs, signal);
  }

  async #listen(): Promise<void> {
    const { clock, random, tell } = this.#options;
    const { signal } = this.#stop;
    let longestMs = REST_MS_MIN;
    while (!signal.aborted) {
      const connected = clock.monotonic();
      const reason = await this.#listenOnce().catch(reasonOf);
      if (signal.aborted) return;
      const wasGood = clock.monotonic() - connected > REST_MS_MAX;
      longestMs = wasGood ? REST_MS_MIN : Math.min(2 * longestMs, REST_MS_MAX);
      const restMs = random() * longestMs;
      tell({ type: "HubLost", reason, restMs });
      await clock.sleep(restMs, signal).catch(() => undefined);
    }
  }

  /** Resolves with the reason when the connection breaks. */
  async #listenOnce(): Promise<string> {
    const connection = await openConnection(this.#options, this.#sockets);
    this.#stop.signal.throwIfAborted(); // From here on the listener below is told.
    const closed = Promise.withResolvers<string>();
    connection.onclose((error) => closed.resolve(error?.message ?? "closed by the hub"));
    for (const channel of ["head", "operations"]) {
      connection.on(channel, (message: unknown) => {
        const hint = hintOf(message);
        if (hint !== undefined) this.#mailbox.hear(hint);
      });
    }
    const { signal } = this.#stop;
    const stop = (): void => void connection.stop();
    signal.addEventListener("abort", stop, { once: true });
    try {
      const { connectMs = CONNECT_MS_MAX } = this.#options;
      const level = await inTime(subscribe(connection), connectMs);
      this.#options.tell({ type: "HubConnected", level });
      // What happened while nobody listened is not told again.
      this.#mailbox.hear({ head: level });
      return await closed.promise;
    } finally {
      signal.removeEventListener("abort", stop);
      // Stopping waits for a start that is under way, and a silent peer must not hold up the next attempt.
      connection.stop().catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#sockets.destroy();
    await this.#listening;
  }
}

/** The client is loaded only when there is something to follow: page 1 must not wait for it. */
async function openConnection(
  { url, headers }: TzktHubOptions,
  sockets: Agent,
): Promise<HubConnection> {
  /** Sockets of the given agent, for it can be ended and has limits: the client's own wait for ever. */
  class HubSocket extends WebSocket {
    constructor(address: string) {
      super(address, { dispatcher: sockets, headers: { ...headers } });
    }
  }
  const { HttpTransportType, HubConnectionBuilder, LogLevel } = await import("@microsoft/signalr");
  // The client takes its sockets from here, although its types do not tell.
  const options = {
    WebSocket: HubSocket,
    skipNegotiation: true,
    transport: HttpTransportType.WebSockets,
  };
  return new HubConnectionBuilder()
    .withUrl(`${url}/v1/ws`, options)
    .withServerTimeout(SILENCE_MS_MAX)
    .withKeepAliveInterval(PING_MS)
    .configureLogging(LogLevel.None)
    .build();
}

/** Subscriptions are gone with their connection, so they belong to making one; the level the hub is at. */
async function subscribe(connection: HubConnection): Promise<number> {
  await connection.start();
  const level: unknown = await connection.invoke("SubscribeToHead");
  await connection.invoke("SubscribeToOperations", { types: "delegation" });
  return typeof level === "number" ? level : 0;
}

async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new HubSilent(`no subscription within ${milliseconds} ms`)),
    milliseconds,
  );
  work.catch(() => undefined); // Nobody waits for it any more once it is late.
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
