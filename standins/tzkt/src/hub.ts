import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { type WebSocket, WebSocketServer } from "ws";

import { HubConnection } from "./hub-connection.ts";
import { HubDoor } from "./hub-door.ts";
import { strikesAt, type HubFault, type HubOccasion } from "./hub-fault-plan.ts";
import { type Channel, type Framing, PING } from "./hub-messages.ts";
import type { HubOptions } from "./hub-options.ts";
import { channelMessages, type Push } from "./hub-push.ts";
import type { ChainChange, LivingChain } from "./living-chain.ts";
import type { Timers } from "./timers.ts";
import { TriggerSchedule } from "./trigger-schedule.ts";

/** What the hub is part of. */
export type HubSurroundings = {
  readonly chain: LivingChain;
  readonly seed: number;
  readonly timers: Timers;
};

const PING_MS = 10_000;
const CONNECTIONS_MAX = 1000;
const SUBSCRIPTIONS_MAX = 50;
/** A client only ever subscribes. */
const MESSAGE_BYTES_MAX = 32_768;

/** The live channel: tells its clients of every change of the chain, or fails to, as planned. */
export class Hub {
  readonly #chain: LivingChain;
  readonly #options: HubOptions;
  readonly #connections = new Set<HubConnection>();
  readonly #schedule: TriggerSchedule<HubFault>;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MESSAGE_BYTES_MAX,
  });
  readonly #door: HubDoor;
  readonly #stopPings: () => void;
  #isQuiet = false;
  #untold: Push | undefined;

  constructor({ chain, seed, timers }: HubSurroundings, options: HubOptions) {
    this.#chain = chain;
    this.#options = options;
    this.#door = new HubDoor(seed);
    this.#schedule = new TriggerSchedule(options.faults?.faults ?? [], options.faults?.seed);
    this.#stopPings = timers.every(options.pingMs ?? PING_MS, () => this.#ping());
    chain.onChange((change) => this.#tell(change));
  }

  /** Clients at the moment. */
  get connections(): number {
    return this.#connections.size;
  }

  /** What they are subscribed to, all together. */
  get subscriptions(): number {
    let count = 0;
    for (const { subscriptions } of this.#connections) count += subscriptions;
    return count;
  }

  /** How often a client asked to negotiate. */
  get negotiations(): number {
    return this.#door.negotiations;
  }

  /** Takes clients, or acts as if there were no hub; those it has are broken off. */
  turn(state: "on" | "off"): void {
    this.#door.isOpen = state === "on";
    if (state === "off") this.drop();
  }

  /** Says goodbye to every client. */
  close(allowReconnect = true): void {
    for (const connection of this.#connections) connection.close({ allowReconnect });
  }

  /** Breaks every connection without a word. */
  drop(): void {
    for (const connection of this.#connections) connection.drop();
  }

  /** Ends for good. */
  stop(): void {
    this.#stopPings();
    this.drop();
    this.#sockets.close();
  }

  /** `POST /v1/ws/negotiate`. */
  negotiate(request: IncomingMessage, response: ServerResponse): void {
    this.#door.negotiate(request, response, this.#fault("negotiation"));
  }

  /** `GET /v1/ws` as a WebSocket, with or without the token of a negotiation. */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Whoever breaks off while being let in has to find nobody who minds.
    socket.on("error", () => socket.destroy());
    if (!this.#door.admits(request, socket)) return;
    if (this.#fault("connection") !== undefined) {
      socket.destroy();
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
  }

  #welcome(socket: WebSocket): void {
    const { connectionsMax = CONNECTIONS_MAX, subscriptionsMax = SUBSCRIPTIONS_MAX } =
      this.#options;
    const isFull = this.#connections.size >= connectionsMax;
    const connection = new HubConnection(socket, {
      level: () => this.#chain.present.head,
      subscriptionsMax,
      refusal: isFull ? "Connections limit exceeded" : undefined,
    });
    this.#connections.add(connection);
    socket.on("message", (data) =>
      connection.receive(Buffer.isBuffer(data) ? data.toString() : ""),
    );
    socket.on("close", () => this.#connections.delete(connection));
    socket.on("error", () => socket.terminate());
  }

  #fault(occasion: HubOccasion): HubFault | undefined {
    return this.#schedule.next(({ kind }) => strikesAt(kind, occasion));
  }

  #ping(): void {
    if (this.#isQuiet) return;
    for (const connection of this.#connections) connection.send([PING]);
  }

  /** What upstream never tells, the hub does not tell either. */
  #tell({ kind, validLevel }: ChainChange): void {
    if (kind === "rewritten") return;
    const untold = this.#untold;
    const push: Push = {
      chain: this.#chain.present,
      validLevel: Math.min(validLevel, untold?.validLevel ?? validLevel),
      isReorg: kind === "reorganised" || (untold?.isReorg ?? false),
    };
    this.#untold = undefined;
    const fault = this.#fault("push");
    this.#isQuiet = fault?.kind === "silence" && !fault.pings;
    this.#push(push, fault);
  }

  #push(push: Push, fault: HubFault | undefined): void {
    if (fault === undefined) this.#send(push, undefined);
    else if (fault.kind === "collapsed") this.#untold = push;
    else if (fault.kind === "close") this.close(fault.allowReconnect);
    else if (fault.kind === "drop") this.drop();
    else if (fault.kind === "reorg_without_data" && push.isReorg) this.#sendReorg(push);
    else if (fault.kind !== "silence") this.#send(push, fault.kind);
  }

  /** The blocks that take the place of the lost ones are told with the next push. */
  #sendReorg(push: Push): void {
    this.#untold = { ...push, isReorg: false };
    for (const connection of this.#connections) {
      const messages = CHANNELS.flatMap((channel) =>
        channelMessages(channel, push, connection).slice(0, 1),
      );
      connection.send(messages);
    }
  }

  #send(push: Push, kind: HubFault["kind"] | undefined): void {
    const channels = kind === "head_first" ? CHANNELS.toReversed() : CHANNELS;
    for (const connection of this.#connections) {
      const messages = channels.flatMap((channel) => channelMessages(channel, push, connection));
      connection.send(messages, FRAMINGS.get(kind));
    }
  }
}

/** In the order in which they are told; the API promises none. */
const CHANNELS: readonly Channel[] = ["operations", "blocks", "head"];

const FRAMINGS: ReadonlyMap<HubFault["kind"] | undefined, Framing | "fragmented"> = new Map([
  ["split_messages", "split"],
  ["joined_messages", "joined"],
  ["fragmented_messages", "fragmented"],
]);
