import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import type { Given } from "../cli/given.ts";
import type { Session } from "../cli/session.ts";
import type { LogPlace } from "../log/log-place.ts";
import { eventJson } from "../log/logged-event.ts";
import { readHead, readLogPart } from "../log/read-log.ts";
import { untilGrown } from "../log/until-grown.ts";
import { EventTable } from "./event-table.ts";
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
    full: FULL,
  },
  async run(given, session) {
    const from = given.position("from", 1n);
    const left = { events: given.whole("limit", 1) ?? Infinity };
    const place = await session.log();
    const head = await readHead(place);
    const print = printer(given, session, left);
    const begin = from ?? (head > LAST ? head - LAST + 1n : 1n);
    const reading = { place, given, session, print, left };
    let after = await readTo(head, begin - 1n, reading);
    if (!given.has("follow")) return EXIT.fine;
    session.progress.end();
    const { signal } = session;
    for await (const grown of untilGrown(place, { after, signal })) {
      after = await readTo(grown, after, reading);
      if (left.events === 0) break;
    }
    return EXIT.fine;
  },
};

type Left = { events: number };

type Reading = {
  readonly place: LogPlace;
  readonly given: Given;
  readonly session: Session;
  readonly print: ReturnType<typeof printer>;
  readonly left: Left;
};

/** Prints the log from after a position up to another, and returns how far it came. */
async function readTo(head: bigint, begin: bigint, reading: Reading): Promise<bigint> {
  const { place, given, session, print, left } = reading;
  const filter = {
    category: given.text("category"),
    type: given.text("type"),
    tenant: given.tenant(),
  };
  let after = begin;
  while (after < head && left.events > 0) {
    session.signal.throwIfAborted();
    const { events, to } = await readLogPart(place, { after, head, filter });
    await print(events);
    after = to;
    session.progress.tell(`position ${after} of ${head}`);
  }
  return after;
}

function printer(given: Given, { isJson, write }: Session, left: Left) {
  const table = new EventTable({ isFull: given.has("full") });
  return async (events: Parameters<EventTable["lines"]>[0]): Promise<void> => {
    const wanted = events.slice(0, left.events);
    left.events -= wanted.length;
    if (wanted.length === 0) return;
    await write(isJson ? wanted.map((event) => eventJson(event)) : table.lines(wanted));
  };
}
