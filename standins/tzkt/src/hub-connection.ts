import type { WebSocket } from "ws";

import {
  closeMessage,
  completion,
  framed,
  HANDSHAKE_DONE,
  SEPARATOR,
  stateMessage,
  type Channel,
  type Framing,
} from "./hub-messages.ts";
import { readSubscription, type OperationsSubscription } from "./hub-subscription.ts";

/** What a connection needs to know of the hub it belongs to. */
export type HubContext = {
  /** The present level. */
  readonly level: () => number;
  readonly subscriptionsMax: number;
  /** Why nobody else is let in; undefined while there is room. */
  readonly refusal: string | undefined;
};

/** One client of the hub: its handshake, its calls, and what it is subscribed to. */
export class HubConnection {
  readonly channels = new Set<Channel>();
  readonly #operations = new Map<string, OperationsSubscription>();
  readonly #socket: WebSocket;
  readonly #context: HubContext;
  #isGreeted = false;
  #unread = "";

  constructor(socket: WebSocket, context: HubContext) {
    this.#socket = socket;
    this.#context = context;
  }

  get operations(): Iterable<OperationsSubscription> {
    return this.#operations.values();
  }

  get subscriptions(): number {
    const others = [...this.channels].filter((channel) => channel !== "operations");
    return this.#operations.size + others.length;
  }

  /** Takes what came over the wire: part of a message, or several. */
  receive(text: string): void {
    const messages = (this.#unread + text).split(SEPARATOR);
    this.#unread = messages.pop() ?? "";
    for (const message of messages) {
      if (this.#isGreeted) this.#hear(parsed(message));
      else this.#greet(parsed(message));
    }
  }

  /** Sends messages to a client that has shaken hands. */
  send(messages: readonly string[], framing: Framing | "fragmented" = "single"): void {
    if (!this.#isGreeted) return;
    if (framing !== "fragmented") {
      for (const frame of framed(messages, framing)) this.#socket.send(frame);
      return;
    }
    for (const message of messages) {
      const [first = "", second = ""] = framed([message], "split");
      this.#socket.send(first, { fin: false });
      this.#socket.send(second, { fin: true });
    }
  }

  /** Says goodbye and closes. */
  close(reason: Parameters<typeof closeMessage>[0]): void {
    this.send([closeMessage(reason)]);
    this.#socket.close();
  }

  /** Breaks the connection without a word. */
  drop(): void {
    this.#socket.terminate();
  }

  #greet(message: Readonly<Record<string, unknown>>): void {
    const { protocol, version } = message;
    if (protocol !== "json" || version !== 1) {
      const error = `The protocol '${String(protocol)}' is not supported.`;
      this.#socket.send(JSON.stringify({ error }) + SEPARATOR);
      this.#socket.close();
      return;
    }
    this.#isGreeted = true;
    this.send([HANDSHAKE_DONE]);
    const { refusal } = this.#context;
    if (refusal !== undefined) this.close({ error: refusal });
  }

  #hear(message: Readonly<Record<string, unknown>>): void {
    if (message["type"] === CLOSE) this.#socket.close();
    if (message["type"] !== INVOCATION) return;
    const { invocationId, target, arguments: values } = message;
    const [argument]: readonly unknown[] = Array.isArray(values) ? values : [];
    const error = this.#subscribe(target, argument);
    if (typeof invocationId !== "string") return;
    const outcome = error === undefined ? { result: this.#context.level() } : { error };
    this.send([completion(invocationId, outcome)]);
  }

  /** What is wrong with the call, if anything. The state is told before the call is answered. */
  #subscribe(target: unknown, argument: unknown): string | undefined {
    const channel = CHANNELS.get(target);
    if (channel === undefined) {
      return `Failed to invoke '${String(target)}' due to an error on the server. HubException: Method does not exist.`;
    }
    const error = channel === "operations" ? this.#addOperations(argument) : undefined;
    if (error !== undefined) return error;
    this.channels.add(channel);
    this.send([stateMessage(channel, this.#context.level())]);
    return undefined;
  }

  #addOperations(argument: unknown): string | undefined {
    const read = readSubscription(argument);
    if ("error" in read) return read.error;
    const key = JSON.stringify(read.subscription);
    const isFull = this.#operations.size >= this.#context.subscriptionsMax;
    if (isFull && !this.#operations.has(key)) return "Subscriptions limit exceeded";
    this.#operations.set(key, read.subscription);
    return undefined;
  }
}

const INVOCATION = 1;
const CLOSE = 7;

const CHANNELS: ReadonlyMap<unknown, Channel> = new Map([
  ["SubscribeToHead", "head"],
  ["SubscribeToBlocks", "blocks"],
  ["SubscribeToOperations", "operations"],
]);

/** A message that is no JSON object says nothing. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
