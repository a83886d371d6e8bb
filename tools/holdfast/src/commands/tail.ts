import { ByteLimit, MAX_BYTES } from "../cli/byte-limit.ts";
import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import type { Given } from "../cli/given.ts";
import type { Session } from "../cli/session.ts";
import type { LogPlace } from "../log/log-place.ts";
import type { LoggedEvent } from "../log/logged-event.ts";
import { readHead, readLogPart } from "../log/read-log.ts";
import { untilGrown } from "../log/until-grown.ts";
import { EventPrinter } from "./event-printer.ts";
import { FULL, TENANT } from "./options.ts";

const LAST = 20n;

/** Shows the end of the log, and goes on. */
export const tail: Command = {
  name: "tail",
  words: [],
  summary: `the last ${LAST} positions of the log, or those from one on`,
  options: {
    from: { type: "string", value: "POSITION", help: "begin here" },
    follow: { type: "boolean", short: "f", help: "wait for what comes, until interrupted" },
    category: { type: "string", value: "NAME", help: "only of this category" },
    type: { type: "string", value: "NAME", help: "only of this type" },
    tenant: TENANT,
    limit: { type: "string", value: "N", help: "end after that many events" },
    "max-bytes": MAX_BYTES,
    full: FULL,
  },
  about: [
    "Where bytes run out the last line says how to see the rest, with --json on stderr. --follow has no limit\n" +
      "unless one is given.",
  ],
  async run(given, session) {
    const from = given.position("from", 1n);
    const printer = new Printer(given, session);
    const place = await session.log();
    const head = await readHead(place);
    const begin = from ?? (head > LAST ? head - LAST + 1n : 1n);
    const reading = { place, given, session, printer };
    let after = await readTo(head, begin - 1n, reading);
    if (!given.has("follow")) return EXIT.fine;
    session.progress.end();
    const { signal } = session;
    for await (const grown of printer.isOver ? [] : untilGrown(place, { after, signal })) {
      after = await readTo(grown, after, reading);
      if (printer.isOver) break;
    }
    return EXIT.fine;
  },
};

type Reading = {
  readonly place: LogPlace;
  readonly given: Given;
  readonly session: Session;
  readonly printer: Printer;
};

/** Prints the log from after a position up to another, and returns how far it came. */
async function readTo(head: bigint, begin: bigint, reading: Reading): Promise<bigint> {
  const { place, given, session, printer } = reading;
  const filter = {
    category: given.text("category"),
    type: given.text("type"),
    tenant: given.tenant(),
  };
  let after = begin;
  while (after < head && !printer.isOver) {
    session.signal.throwIfAborted();
    const { events, to } = await readLogPart(place, { after, head, filter });
    await printer.print(events);
    after = to;
    session.progress.tell(`position ${after} of ${head}`);
  }
  return after;
}

/** Prints events until there are enough of them. */
class Printer {
  readonly #session: Session;
  readonly #limit: ByteLimit;
  readonly #printer: EventPrinter;
  #left: number;
  #isCut = false;

  constructor(given: Given, session: Session) {
    this.#session = session;
    this.#limit = given.has("follow") ? new ByteLimit(given, Infinity) : new ByteLimit(given);
    this.#printer = new EventPrinter(given, session, this.#limit);
    this.#left = given.whole("limit", 1) ?? Infinity;
  }

  get isOver(): boolean {
    return this.#isCut || this.#left === 0;
  }

  async print(events: readonly LoggedEvent[]): Promise<void> {
    const wanted = events.slice(0, this.#left);
    this.#left -= wanted.length;
    const next = await this.#printer.print(wanted);
    if (next === undefined) return;
    this.#isCut = true;
    await this.#limit.tellMore(this.#session, next.position);
  }
}
