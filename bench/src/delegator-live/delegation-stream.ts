import { get, type IncomingMessage } from "node:http";

import { WrongRows } from "../delegator/wrong-rows.ts";
import { isRecord } from "../registry.ts";

const WAIT_MS_MAX = 60_000;

/** Follows `/v1/stream` and remembers when each delegation came. Disposing it hangs up. */
export class DelegationStream implements Disposable {
  readonly #response: IncomingMessage;
  readonly #cameMs = new Map<number, number>();
  #heard = Promise.withResolvers<void>();
  #unread = "";

  private constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding("utf8").on("data", (text: string) => this.#take(text));
    response.on("error", () => undefined); // Whoever waits for an event is told that it did not come.
  }

  static async open(url: string): Promise<DelegationStream> {
    const opened = Promise.withResolvers<IncomingMessage>();
    get(`${url}/v1/stream`, { agent: false }, opened.resolve).on("error", opened.reject);
    return new DelegationStream(await opened.promise);
  }

  /** When the last of these had come, in milliseconds since 1970. Throws `WrongRows` when one does not come. */
  async until(ids: readonly number[]): Promise<number> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new WrongRows(`the stream tells nothing of ${ids.join(", ")}`)),
      WAIT_MS_MAX,
    );
    try {
      while (!ids.every((id) => this.#cameMs.has(id))) {
        await Promise.race([this.#heard.promise, late.promise]);
      }
      return Math.max(...ids.map((id) => this.#cameMs.get(id) ?? Number.NaN));
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    this.#response.destroy();
  }

  #take(text: string): void {
    const now = Date.now();
    const events = (this.#unread + text).split("\n\n");
    this.#unread = events.pop() ?? "";
    for (const event of events) {
      const id = delegationId(event);
      if (id !== undefined) this.#cameMs.set(id, now);
    }
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }
}

/** The id of the delegation an event tells of; undefined for any other event. */
function delegationId(event: string): number | undefined {
  if (!event.startsWith("event: delegation\n")) return undefined;
  const data = /^data: (.*)$/m.exec(event)?.[1];
  const delegation: unknown = data === undefined ? undefined : JSON.parse(data);
  const id = isRecord(delegation) ? delegation["id"] : undefined;
  return typeof id === "number" ? id : undefined;
}
