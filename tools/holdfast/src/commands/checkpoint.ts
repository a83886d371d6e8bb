import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable } from "../cli/printable.ts";
import { BELIEVED, believedOf } from "../proof/believed.ts";
import { latestCheckpoint } from "../proof/latest-checkpoint.ts";
import { readingNotary } from "../proof/reading-notary.ts";

/** Prints what was signed last. */
export const checkpoint: Command = {
  name: "checkpoint",
  words: [],
  summary: "the newest signed checkpoint of the log, to be handed to others",
  options: BELIEVED,
  about: [
    "Without --key the signature is not looked at. The format is that of C2SP tlog-checkpoint.",
  ],
  async run(given, { log, isJson, write }) {
    const believed = believedOf(given);
    const { size, root, note, atMs } = await latestCheckpoint(readingNotary(await log()), believed);
    const at = new Date(atMs).toISOString();
    const lines = note.replace(/\n$/u, "").split("\n").map(printable);
    await write(isJson ? [jsonLine({ size, root, at, checkpoint: note })] : lines);
    return EXIT.fine;
  },
};
