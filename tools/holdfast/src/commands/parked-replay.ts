import { postgresSubscriptions } from "@holdfast/postgres/event-store";

import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import type { SubscriptionRow } from "../log/read-subscriptions.ts";
import { chosenParked } from "./chosen-parked.ts";
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
      "newer error and is not asked for any more: holdfast parked list shows both.",
  ],
  async run(given, { log, isJson, write, progress }) {
    const place = await log();
    const { subscription, rows } = await chosenParked(place, given);
    const store = postgresSubscriptions(place);
    const asked: bigint[] = [];
    for (const { position } of rows) {
      // One that was handled meanwhile is not parked any more, which is what was wanted.
      if (await store.askReplay({ ...subscription, position })) asked.push(position);
      progress.tell(`${asked.length} of ${rows.length} asked for`);
    }
    const { name, revision } = subscription;
    if (isJson) await write([jsonLine({ subscription: name, revision, asked })]);
    else await write([`asked for ${asked.length} of ${name}`, ...advice(subscription)]);
    return EXIT.fine;
  },
};

/** What stands in the way of it being handled. */
function advice({ name, status, leaseMs }: SubscriptionRow): readonly string[] {
  if (status === "stopped") return [`${name} is stopped: holdfast resume ${name} lets it go on`];
  if (status === "retired") return [`${name} is retired: nobody runs this revision any more`];
  return leaseMs > 0 ? [] : [`nobody runs ${name} now: it happens when its service is started`];
}
