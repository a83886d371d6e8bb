import { ByteLimit, MAX_BYTES } from "../cli/byte-limit.ts";
import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import type { Given } from "../cli/given.ts";
import { Refused } from "../cli/refused.ts";
import type { Session } from "../cli/session.ts";
import { eventJson, type LoggedEvent, metaText } from "../log/logged-event.ts";
import { readHead, readLogPart } from "../log/read-log.ts";
import { TENANT } from "./options.ts";
import { type Traced, treeLines } from "./trace-tree.ts";

/** A flow with more events than this is no flow; it is told where it was cut. */
const EVENTS_MAX = 10_000;

/** Shows everything that one request led to. */
export const trace: Command = {
  name: "trace",
  words: ["CORRELATION_ID"],
  summary: "what one request led to, as a tree of causes",
  options: {
    from: { type: "string", value: "POSITION", help: "look at the log from here on only" },
    tenant: TENANT,
    "max-bytes": MAX_BYTES,
  },
  about: [
    "The log has no index of correlation ids, so all of it is looked at: a second for some hundred\n" +
      "thousand events. --from spares what lies before the request.",
    `Where bytes run out the last line says how to see the rest, with --json on stderr. A tree has ${EVENTS_MAX}\n` +
      "events at most.",
  ],
  async run(given, session) {
    const limit = new ByteLimit(given);
    const tracing = { given, session, limit };
    const count = session.isJson ? await writeJson(tracing) : await writeTree(tracing);
    if (count > 0) return EXIT.fine;
    throw new Refused(`no event of this log has the correlation id ${given.word(0)}`);
  },
};

type Tracing = {
  readonly given: Given;
  readonly session: Session;
  readonly limit: ByteLimit;
};

/** Writes the events in the order of the log, each with the position of the one that led to it; how many. */
async function writeJson({ given, session, limit }: Tracing): Promise<number> {
  const positions = new Map<string, bigint>();
  for await (const events of flow(given, session)) {
    for (const { eventId, position } of events) positions.set(eventId, position);
    const lines = events.map(({ commandId, causationId, ...event }) => {
      const causedBy = positions.get(causationId)?.toString() ?? null;
      return eventJson(event, { commandId, causationId, causedBy });
    });
    const fitting = limit.take(lines);
    await session.write(lines.slice(0, fitting));
    const next = events[fitting];
    if (next === undefined) continue;
    await limit.tellMore(session, next.position);
    break;
  }
  return positions.size;
}

/** Writes them as a tree of what led to what; how many. */
async function writeTree({ given, session, limit }: Tracing): Promise<number> {
  const found: Traced[] = [];
  let next: bigint | undefined;
  for await (const events of flow(given, session)) {
    // What the tree does not show is not held.
    found.push(...events.map((event) => ({ ...event, data: "", meta: "" })));
    next = found[EVENTS_MAX]?.position;
    if (next !== undefined) break;
  }
  if (found.length === 0) return 0;
  const shown = found.slice(0, EVENTS_MAX);
  let isCut = false;
  for (const lines of chunked(treeLines(given.word(0), shown))) {
    const fitting = limit.take(lines);
    await session.write(lines.slice(0, fitting));
    isCut = fitting < lines.length;
    if (isCut) break;
  }
  if (isCut) await limit.tellMore(session);
  else if (next !== undefined)
    await session.write([`and more events: --from ${next} goes on there`]);
  return shown.length;
}

/** What was said under a correlation id, part by part. */
async function* flow(
  given: Given,
  { log, progress, signal }: Session,
): AsyncGenerator<readonly Traced[]> {
  const place = await log();
  const filter = { correlation: given.word(0), tenant: given.tenant() };
  const head = await readHead(place);
  let found = 0;
  for (let after = (given.position("from", 1n) ?? 1n) - 1n; after < head;) {
    signal.throwIfAborted();
    const { events, to } = await readLogPart(place, { after, head, filter });
    found += events.length;
    if (events.length > 0) yield events.map(traced);
    after = to;
    progress.tell(`position ${after} of ${head}, ${found} events found`);
  }
}

function traced(event: LoggedEvent): Traced {
  const commandId = metaText(event, "commandId") ?? event.eventId;
  return { ...event, commandId, causationId: metaText(event, "causationId") ?? commandId };
}

/** So many lines are held at a time. */
const CHUNK = 1_000;

function* chunked(lines: Iterable<string>): Generator<readonly string[]> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}
