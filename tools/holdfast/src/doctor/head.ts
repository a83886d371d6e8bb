import type { Check } from "./check.ts";
import { readEnds } from "./read-ends.ts";

/** The head says where the next event goes; it has to be where the last one is. */
export const head: Check = {
  name: "head",
  async look({ place }) {
    const { head: position, last } = await readEnds(place);
    if (position === last) {
      return { summary: `position ${position}, where the last event is`, findings: [] };
    }
    const problem = `the head of the log is at ${position}, and its last event at ${last}`;
    const remedy =
      position > last
        ? "events are missing at its end: stop the service, and restore the log from a backup"
        : "the next append would break a key: stop the service, and find out who wrote past the kernel";
    return { summary: "head and last event differ", findings: [{ problem, remedy }] };
  },
};
