import { postgresSubscriptions } from "@holdfast/postgres/event-store";

import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { Refused } from "../cli/refused.ts";
import type { Session } from "../cli/session.ts";
import type { ParkedRow } from "../log/read-parked.ts";
import { type Chosen, chosenParked, eachParked } from "./chosen-parked.ts";
import { REVISION } from "./options.ts";
import { parkedLines, parkedTable } from "./parked-list.ts";

/** Forgets parked events. */
export const parkedDrop: Command = {
  name: "parked drop",
  words: ["SUBSCRIPTION", "[POSITION…]"],
  summary: "forgets parked events, which are then never handled",
  options: {
    all: { type: "boolean", help: "all that are parked for the subscription" },
    revision: REVISION,
    yes: { type: "boolean", help: "do it; without this it only says what would be forgotten" },
  },
  about: ["The events stay in the log. What the subscription builds goes on without them."],
  async run(given, session) {
    const { isJson, write } = session;
    const place = await session.log();
    const chosen = await chosenParked(place, given);
    if (!given.has("yes")) return refuse(chosen, session);
    const store = postgresSubscriptions(place);
    const { name, revision } = chosen.subscription;
    const table = parkedTable();
    const doing = {
      done: "forgot",
      each: ({ position }: ParkedRow) =>
        store.unpark({ name, revision, position }, async () => undefined),
      onPage: (rows: readonly ParkedRow[]) => write(isJson ? [] : parkedLines(rows, table)),
    };
    const { positions: dropped, failure } = await eachParked(chosen, doing, session);
    if (isJson) await write([jsonLine({ subscription: name, revision, dropped })]);
    else await write([`forgot ${dropped.length} of ${name}`]);
    if (failure !== undefined) throw failure;
    return EXIT.fine;
  },
};

const SHOWN_MAX = 100;

/** Shows some of what would be forgotten. */
async function refuse({ count, pages }: Chosen, { isJson, write }: Session): Promise<never> {
  for await (const rows of isJson ? [] : pages()) {
    await write(parkedLines(rows.slice(0, SHOWN_MAX), parkedTable()));
    if (rows.length > SHOWN_MAX) await write(["and more: holdfast parked list shows them"]);
    break;
  }
  throw new Refused(`${count} would be forgotten for good: say so with --yes`);
}
