import { ageText } from "../cli/age-text.ts";
import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import type { Given } from "../cli/given.ts";
import { printable } from "../cli/printable.ts";
import { Refused } from "../cli/refused.ts";
import type { Session } from "../cli/session.ts";
import { causationTree, type CommandNode } from "../domain/causation-tree.ts";
import { eventJson, type LoggedEvent, metaText } from "../log/logged-event.ts";
import { readHead, readLogPart } from "../log/read-log.ts";
import { TENANT } from "./options.ts";

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
  },
  about: [
    "The log has no index of correlation ids, so all of it is looked at: a second for some hundred\n" +
      "thousand events. --from spares what lies before the request.",
  ],
  async run(given, session) {
    const events = await flow(given, session);
    const correlation = given.word(0);
    if (events.length === 0) {
      throw new Refused(`no event of this log has the correlation id ${correlation}`);
    }
    await session.write(session.isJson ? jsonLines(events) : treeLines(correlation, events));
    return EXIT.fine;
  },
};

type Traced = LoggedEvent & { readonly commandId: string; readonly causationId: string };

async function flow(given: Given, { log, progress, signal }: Session): Promise<readonly Traced[]> {
  const place = await log();
  const filter = { correlation: given.word(0), tenant: given.tenant() };
  const head = await readHead(place);
  const found: LoggedEvent[] = [];
  for (let after = (given.position("from", 1n) ?? 1n) - 1n; after < head;) {
    signal.throwIfAborted();
    const { events, to } = await readLogPart(place, { after, head, filter });
    found.push(...events);
    if (found.length > EVENTS_MAX) {
      throw new Refused(`more than ${EVENTS_MAX} events; holdfast tail shows them with --from`);
    }
    after = to;
    progress.tell(`position ${after} of ${head}, ${found.length} events found`);
  }
  return found.map((event) => {
    const commandId = metaText(event, "commandId") ?? event.eventId;
    return { ...event, commandId, causationId: metaText(event, "causationId") ?? commandId };
  });
}

/** In the order of the log, each with the position of the event that led to it. */
function jsonLines(events: readonly Traced[]): readonly string[] {
  const positions = new Map(events.map(({ eventId, position }) => [eventId, position]));
  return events.map(({ commandId, causationId, ...event }) => {
    const causedBy = positions.get(causationId)?.toString() ?? null;
    return eventJson(event, { commandId, causationId, causedBy });
  });
}

function treeLines(correlation: string, events: readonly Traced[]): readonly string[] {
  const streams = new Set(events.map(({ tenant, streamId }) => `${tenant} ${streamId}`)).size;
  const [first, last] = [events[0]?.recordedAt ?? "", events.at(-1)?.recordedAt ?? ""];
  const took = ageText(Date.parse(last) - Date.parse(first));
  const counts = `${counted(events.length, "event")} in ${counted(streams, "stream")}`;
  const heading = `${printable(correlation)}: ${counts}, from ${first} on, within ${took}`;
  const trees = causationTree(events).flatMap((node) => ["", ...commandLines(node, "", "")]);
  return [heading, ...trees];
}

function commandLines(
  { commandId, causationId, events }: CommandNode<Traced>,
  first: string,
  rest: string,
): readonly string[] {
  const isRoot = first === "" && causationId !== commandId;
  const cause = isRoot ? `, because of ${printable(causationId)}` : "";
  return [
    `${first}command ${printable(commandId)}${cause}`,
    ...events.flatMap(({ event, commands }, at) => {
      const isLast = at === events.length - 1;
      const own = `${rest}${isLast ? "└─ " : "├─ "}${eventText(event)}`;
      const below = `${rest}${isLast ? "   " : "│  "}`;
      return [
        own,
        ...commands.flatMap((command, no) => {
          const isEnd = no === commands.length - 1;
          const deeper = `${below}${isEnd ? "   " : "│  "}`;
          return commandLines(command, `${below}${isEnd ? "└─ " : "├─ "}`, deeper);
        }),
      ];
    }),
  ];
}

function eventText({ position, recordedAt, streamId, version, type }: Traced): string {
  return `${position}  ${recordedAt}  ${printable(streamId)} @${version}  ${printable(type)}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
