import type { Command } from "../cli/command.ts";
import { Refused } from "../cli/refused.ts";

const WHY = [
  "A read model is built anew by the code of its service, which this program has not: run the subscription",
  "with the next revision beside the present one, wait until holdfast doctor shows it at the head, and let the",
  "service switch (store.switchRevision). Readers never see a half-built model; the older revision is retired.",
];

/** Says how a read model is built anew. */
export const rebuild: Command = {
  name: "rebuild",
  words: ["[SUBSCRIPTION]"],
  summary: "says how a read model is built anew, which takes its service",
  options: {},
  about: [WHY.join("\n")],
  run: async () => {
    throw new Refused(WHY.join("\n"));
  },
};
