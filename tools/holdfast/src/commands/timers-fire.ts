import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable } from "../cli/printable.ts";
import { Refused } from "../cli/refused.ts";
import { operatedTimers } from "../log/operated-timers.ts";
import { chosenTimer } from "./chosen-timer.ts";
import { TENANT } from "./options.ts";

/** Has a timer of a process fired at once. */
export const timersFire: Command = {
  name: "timers fire",
  words: ["STREAM", "TIMER"],
  summary: "has a timer fired once, now, though it is not due or has failed",
  options: {
    tenant: TENANT,
    yes: { type: "boolean", help: "do it; without this it only says what would be fired" },
  },
  about: [
    "Processes are in the service, so this only asks. Whoever runs them fires the timer within a second or\n" +
      "two. If that fails the timer waits again as it did before: holdfast timers shows why.",
  ],
  async run(given, session) {
    const { place, row } = await chosenTimer(given, session, "it would fire at once");
    const { tenant, streamId, timer, number } = row;
    await using timers = operatedTimers(place);
    if (!(await timers.fire(row)))
      throw new Refused(`${timer} of ${streamId} does not run any more`);
    await session.write(
      session.isJson
        ? [jsonLine({ tenant, streamId, timer, number, isAskedFor: true })]
        : [`asked for ${printable(timer)} of ${printable(streamId)}`],
    );
    return EXIT.fine;
  },
};
