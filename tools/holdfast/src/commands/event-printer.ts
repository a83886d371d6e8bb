import type { ByteLimit } from "../cli/byte-limit.ts";
import type { Given } from "../cli/given.ts";
import type { Session } from "../cli/session.ts";
import { eventJson, type LoggedEvent } from "../log/logged-event.ts";
import { EventTable } from "./event-table.ts";

/** Prints events for people or for programs, as far as the limit of bytes goes. */
export class EventPrinter {
  readonly #session: Session;
  readonly #limit: ByteLimit;
  readonly #table: EventTable;

  constructor(given: Given, session: Session, limit: ByteLimit) {
    this.#session = session;
    this.#limit = limit;
    this.#table = new EventTable({ isFull: given.has("full") });
  }

  /** Returns the first event that it leaves out, if there is one. */
  async print(events: readonly LoggedEvent[]): Promise<LoggedEvent | undefined> {
    if (events.length === 0) return undefined;
    const { isJson, write } = this.#session;
    const lines = isJson ? events.map((event) => eventJson(event)) : this.#table.lines(events);
    const headers = lines.length - events.length;
    const count = this.#limit.take(lines.slice(headers));
    if (count > 0) await write(lines.slice(0, headers + count));
    return events[count];
  }
}
