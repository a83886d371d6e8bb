import { postgresSubscriptions } from "@holdfast/postgres/event-store";

import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { Refused } from "../cli/refused.ts";
import { chosenParked } from "./chosen-parked.ts";
import { REVISION } from "./options.ts";
import { parkedLines } from "./parked-list.ts";

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
  async run(given, { log, isJson, write, progress }) {
    const place = await log();
    const { subscription, rows } = await chosenParked(place, given);
    if (!given.has("yes")) {
      if (!isJson) await write(parkedLines(rows));
      throw new Refused(`${rows.length} would be forgotten for good: say so with --yes`);
    }
    const store = postgresSubscriptions(place);
    const dropped: bigint[] = [];
    for (const { position } of rows) {
      const isGone = await store.unpark({ ...subscription, position }, async () => undefined);
      if (isGone) dropped.push(position);
      progress.tell(`${dropped.length} of ${rows.length} forgotten`);
    }
    const { name, revision } = subscription;
    if (isJson) await write([jsonLine({ subscription: name, revision, dropped })]);
    else await write([...parkedLines(rows), `forgot ${dropped.length} of ${name}`]);
    return EXIT.fine;
  },
};
