import { once } from "node:events";

import { WebSocket } from "ws";

/** A message of the hub. */
export type HubMessage = Readonly<Record<string, unknown>>;

const SEPARATOR = "\u001e";

/** A client that shows every WebSocket message as it came, and what they amount to. */
export class HubClient implements Disposable {
  readonly frames: string[] = [];
  readonly messages: HubMessage[] = [];
  /** The code the connection ends with. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  #unread = "";
  #heard = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.closed = promise;
    socket.on("close", resolve);
    socket.on("message", (data) => {
      if (Buffer.isBuffer(data)) this.#receive(data.toString());
    });
  }

  /** Connects and shakes hands. */
  static async connect(url: string, query = ""): Promise<HubClient> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/v1/ws${query}`);
    const client = new HubClient(socket);
    await once(socket, "open");
    client.send({ protocol: "json", version: 1 });
    await client.until((messages) => messages.length > 0);
    client.messages.shift();
    client.frames.length = 0;
    return client;
  }

  send(...messages: readonly unknown[]): void {
    this.#socket.send(messages.map((message) => JSON.stringify(message) + SEPARATOR).join(""));
  }

  /** Sends text as it is. */
  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** Calls a method and waits for the answer. */
  async call(target: string, ...values: readonly unknown[]): Promise<HubMessage | undefined> {
    const invocationId = `${target} ${this.messages.length}`;
    this.send({ type: 1, invocationId, target, arguments: values });
    const isAnswer = (message: HubMessage): boolean => message["invocationId"] === invocationId;
    await this.until((messages) => messages.some(isAnswer));
    return this.messages.find(isAnswer);
  }

  /** Waits until what was received is as told. */
  async until(isEnough: (messages: readonly HubMessage[]) => boolean): Promise<void> {
    while (!isEnough(this.messages)) await this.#heard.promise;
  }

  /** What was pushed on a channel so far. */
  pushed(channel: string): readonly HubMessage[] {
    return this.messages
      .filter(({ target }) => target === channel)
      .flatMap(({ arguments: values }) => (Array.isArray(values) ? values : []));
  }

  /** Waits for the nth push on a channel, counted from 1. */
  async push(channel: string, nth: number): Promise<HubMessage | undefined> {
    await this.until(() => this.pushed(channel).length >= nth);
    return this.pushed(channel)[nth - 1];
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  #receive(text: string): void {
    this.frames.push(text);
    const parts = (this.#unread + text).split(SEPARATOR);
    this.#unread = parts.pop() ?? "";
    for (const part of parts) this.messages.push(JSON.parse(part));
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }
}
