import { postgresSubscriptions } from "@holdfast/postgres/event-store";

import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable } from "../cli/printable.ts";
import { Refused } from "../cli/refused.ts";
import { oneSubscription } from "../log/one-subscription.ts";
import { REVISION } from "./options.ts";

/** Lets a stopped subscription try again. */
export const resume: Command = {
  name: "resume",
  words: ["SUBSCRIPTION"],
  summary: "lets a stopped subscription try again where it stopped",
  options: { revision: REVISION },
  about: [
    "It stopped at an event that its handler cannot handle. Unless what was wrong has been mended, it stops\n" +
      "there again.",
  ],
  async run(given, { log, isJson, write }) {
    const place = await log();
    const subscription = await oneSubscription(place, given);
    const { name, revision, position, status, lastError } = subscription;
    if (!(await postgresSubscriptions(place).resume(subscription))) {
      throw new Refused(`${name} (revision ${revision}) is not stopped: it is ${status}`);
    }
    await write(
      isJson
        ? [jsonLine({ subscription: name, revision, position, stoppedBecause: lastError })]
        : [
            `${name} (revision ${revision}) goes on after position ${position}`,
            ...(lastError === null ? [] : [`it had stopped: ${printable(lastError)}`]),
          ],
    );
    return EXIT.fine;
  },
};
