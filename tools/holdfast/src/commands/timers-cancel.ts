import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable } from "../cli/printable.ts";
import { Refused } from "../cli/refused.ts";
import { operatedTimers } from "../log/operated-timers.ts";
import { chosenTimer } from "./chosen-timer.ts";
import { TENANT } from "./options.ts";

/** Cancels a timer of a process. */
export const timersCancel: Command = {
  name: "timers cancel",
  words: ["STREAM", "TIMER"],
  summary: "cancels a timer, which then never fires",
  options: {
    tenant: TENANT,
    actor: { type: "string", value: "NAME", help: "who wants it, for the log; nothing personal" },
    yes: { type: "boolean", help: "do it; without this it only says what would be cancelled" },
  },
  about: [
    "It is for timers that can never be delivered. The stream of the process tells that it was cancelled, and\n" +
      "by whom; the process does nothing about it, so that one which waits for this timer alone waits for ever.",
  ],
  async run(given, session) {
    const { place, row } = await chosenTimer(given, session, "it would never fire");
    const { tenant, streamId, timer, number } = row;
    const actor = given.text("actor");
    await using timers = operatedTimers(place);
    if (!(await timers.cancel(row, actor === undefined ? {} : { actor }))) {
      throw new Refused(`${timer} of ${streamId} does not run any more`);
    }
    await session.write(
      session.isJson
        ? [jsonLine({ tenant, streamId, timer, number, isCancelled: true })]
        : [`cancelled ${printable(timer)} of ${printable(streamId)}`],
    );
    return EXIT.fine;
  },
};
