import { connect, type Socket } from "node:net";

import { readAnswer, type WireAnswer } from "./wire-answer.ts";
import { bytesOf, type WireRequest } from "./wire-request.ts";

/** Longer than the service takes for any request. */
const SILENCE_MS_MAX = 45_000;

/** Sends requests one after another, on a connection that is opened anew where the last one may not be used again. */
export class WireConnection implements Disposable {
  readonly #port: number;
  readonly #host: string;
  #socket: Socket | undefined;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** The answer, or why there is none. */
  async send(request: WireRequest): Promise<WireAnswer | string> {
    const socket = this.#open();
    const answer = await exchanged(socket, request);
    const mayStay = typeof answer !== "string" && answer.isOpen && !request.isLast;
    if (!mayStay) this[Symbol.dispose]();
    return answer;
  }

  #open(): Socket {
    const host = this.#host;
    if (this.#socket?.writable === true) return this.#socket;
    const socket = connect({ host, port: this.#port, noDelay: true });
    // Whoever waits for an answer is told; nobody else has to be.
    socket.on("error", () => undefined);
    this.#socket = socket;
    return socket;
  }

  [Symbol.dispose](): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }
}

async function exchanged(socket: Socket, request: WireRequest): Promise<WireAnswer | string> {
  const { promise, resolve } = Promise.withResolvers<WireAnswer | string>();
  const { method } = request;
  let received = Buffer.alloc(0);
  let reason = "the connection was closed";
  const onData = (bytes: Buffer): void => {
    received = Buffer.concat([received, bytes]);
    const answer = readAnswer(received, { method, isOver: false });
    if (answer !== undefined) resolve(answer);
  };
  const onClose = (): void => {
    const answer = readAnswer(received, { method, isOver: true });
    resolve(answer ?? `${reason} after ${received.length} bytes of an answer`);
  };
  const onError = (error: Error): void => {
    reason = error.message;
  };
  const onTimeout = (): void => {
    reason = "nothing was heard";
    socket.destroy();
  };
  socket.on("data", onData).on("close", onClose).on("error", onError);
  socket.setTimeout(SILENCE_MS_MAX, onTimeout);
  socket.write(bytesOf(request));
  try {
    return await promise;
  } finally {
    socket
      .off("data", onData)
      .off("close", onClose)
      .off("error", onError)
      .off("timeout", onTimeout);
  }
}
