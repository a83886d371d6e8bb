import { once } from "node:events";
import type { ServerResponse } from "node:http";

import { HEARTBEAT } from "./stream-text.ts";

/** A client that takes nothing for so long is as good as gone. */
const STALL_MS_MAX = 60_000;
/** How long the end of a stream may take to reach a client. */
const END_MS_MAX = 500;

/** How a client is kept. */
export type EventWriterOptions = {
  /** Silence before a sign of life. */
  readonly heartbeatMs: number;
  /** Called when the client has taken nothing for a minute. */
  readonly onStall: () => void;
  /** Aborted when nothing more is to be written. */
  readonly signal: AbortSignal;
};

/** Writes to one client, no faster than it reads, and lets it know in times of silence that it is not forgotten. */
export class EventWriter implements Disposable {
  readonly #raw: ServerResponse;
  readonly #options: EventWriterOptions;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(raw: ServerResponse, options: EventWriterOptions) {
    this.#raw = raw;
    this.#options = options;
    this.#heartbeat = setInterval(() => {
      if (!raw.writableNeedDrain && !options.signal.aborted) raw.write(HEARTBEAT);
    }, options.heartbeatMs);
  }

  /** Returns when the client is ready for more, or when the signal is aborted. */
  async write(text: string): Promise<void> {
    const { onStall, signal } = this.#options;
    if (signal.aborted) return;
    this.#heartbeat.refresh();
    if (this.#raw.write(text)) return;
    const stall = setTimeout(onStall, STALL_MS_MAX);
    await once(this.#raw, "drain", { signal }).catch(() => undefined);
    clearTimeout(stall);
  }

  /** Ends the stream in good order, and soon. */
  end(): void {
    const raw = this.#raw;
    const timer = setTimeout(() => raw.destroy(), END_MS_MAX);
    raw.once("close", () => clearTimeout(timer));
    raw.end();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#heartbeat);
  }
}
