import type { StreamEvent } from "../../src/application/stream-event.ts";
import type { StreamRequest } from "../../src/application/stream-request.ts";
import { type StreamPosition, parsePosition } from "../../src/domain/stream-position.ts";
import type { MemoryServer, MemoryStream } from "./memory-server.ts";

/** Where a client stands after these events. */
export function positionAfter(events: readonly StreamEvent[]): StreamPosition | undefined {
  const id = events.findLast((event) => event.id !== undefined)?.id;
  return id === undefined ? undefined : parsePosition(id);
}

/** A client that comes back to another server whenever it is cut off. What was on its way by then is lost to it. */
export class CutClient {
  readonly seen: StreamEvent[] = [];
  readonly #servers: readonly MemoryServer[];
  readonly #request: StreamRequest;
  #stream: MemoryStream | undefined;
  #connections = 0;

  constructor(servers: readonly MemoryServer[], request: StreamRequest) {
    this.#servers = servers;
    this.#request = request;
  }

  /** Returns once it has seen the event with this id. */
  async followUntil(id: string): Promise<void> {
    while (this.seen.at(-1)?.id !== id) await this.#followOnce(id);
    this.cut();
  }

  cut(): void {
    this.#stream?.seat.end("left");
    this.#stream = undefined;
  }

  async #followOnce(id: string): Promise<void> {
    const server = this.#servers[this.#connections % this.#servers.length];
    this.#connections += 1;
    if (server === undefined) return;
    const stream = await server.open({ ...this.#request, after: positionAfter(this.seen) });
    this.#stream = stream;
    for await (const event of stream.events) {
      if (this.#stream !== stream) return;
      this.seen.push(event);
      if (event.id === id) return;
    }
  }
}
