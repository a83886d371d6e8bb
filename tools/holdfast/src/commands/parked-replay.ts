import { postgresSubscriptions } from "@holdfast/postgres/event-store";

import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import type { LogPlace } from "../log/log-place.ts";
import type { SubscriptionRow } from "../log/read-subscriptions.ts";
import { readWaiting } from "../log/read-waiting.ts";
import { chosenParked, eachParked } from "./chosen-parked.ts";
import { REVISION } from "./options.ts";

/** Asks the service to handle parked events again. */
export const parkedReplay: Command = {
  name: "parked replay",
  words: ["SUBSCRIPTION", "[POSITION…]"],
  summary: "asks the service to handle parked events again",
  options: {
    all: { type: "boolean", help: "all that are parked for the subscription" },
    revision: REVISION,
  },
  about: [
    "The handler is in the service, so this only asks. Whoever runs the subscription handles what was asked\n" +
      "for between two of its batches, within seconds and exactly once. What fails again stays parked with the\n" +
      "newer error and is not asked for any more: holdfast parked list shows both. Events of one stream are handled\n" +
      "in the order of the log: each waits while an earlier one is parked and was not asked for.",
  ],
  async run(given, session) {
    const { isJson, write } = session;
    const place = await session.log();
    const chosen = await chosenParked(place, given);
    const store = postgresSubscriptions(place);
    const { name, revision } = chosen.subscription;
    const { positions: asked, failure } = await eachParked(
      chosen,
      {
        done: "asked for",
        // One that was handled meanwhile is not parked any more, which is what was wanted.
        each: ({ position }) => store.askReplay({ name, revision, position }),
      },
      session,
    );
    if (isJson) await write([jsonLine({ subscription: name, revision, asked })]);
    else await write([`asked for ${asked.length} of ${name}`]);
    if (failure !== undefined) throw failure;
    if (!isJson) await write(await advice(place, chosen.subscription));
    return EXIT.fine;
  },
};

/** What stands in the way of it being handled. */
async function advice(
  place: LogPlace,
  { name, revision, status, leaseMs }: SubscriptionRow,
): Promise<readonly string[]> {
  if (status === "stopped") return [`${name} is stopped: holdfast resume ${name} lets it go on`];
  if (status === "retired") return [`${name} is retired: nobody runs this revision any more`];
  const { waiting, first } = await readWaiting(place, { name, revision });
  const forOthers = `${waiting} wait for earlier events of their streams that nobody has asked for, as ${first}`;
  const lines = waiting > 0 ? [forOthers] : [];
  if (leaseMs > 0) return lines;
  return [...lines, `nobody runs ${name} now: it happens when its service is started`];
}
