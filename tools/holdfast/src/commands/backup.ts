import { backUp } from "@holdfast/postgres/backup";

import { adminPlace } from "../backup/admin-place.ts";
import { manifestLine, manifestSummary } from "../backup/manifest-lines.ts";
import { progressText } from "../backup/progress-text.ts";
import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { ADMIN_USER, LEAVE_OUT, SERVICE } from "./options.ts";

/** Backs up a service's schema. */
export const backup: Command = {
  name: "backup",
  words: ["DIRECTORY"],
  summary: "writes one state of a service's schema into a new directory",
  options: {
    "leave-out": {
      ...LEAVE_OUT,
      help: "a cache that is not written, such as snapshots; several times for several",
    },
    service: { ...SERVICE, help: "whose schema it is; by the name of its owner if left out" },
  },
  about: [
    `It takes a user that sees every row: ${ADMIN_USER}. The service goes on meanwhile.\n` +
      "DIRECTORY has its name only when it is whole. The keys of erased people are in a schema of their own, and\n" +
      "not in it: back that up by --schema, and keep those backups for days.",
  ],
  async run(given, { env, isJson, write, progress, signal }) {
    const directory = given.word(0);
    const leaveOut = given.texts("leave-out");
    const manifest = await backUp({
      ...(await adminPlace(env, given)),
      directory,
      leaveOut,
      signal,
      onProgress: (each) => progress.tell(progressText(each)),
    });
    const summary = { directory, ...manifestSummary(manifest) };
    await write(isJson ? [jsonLine(summary)] : [`${directory}: ${manifestLine(manifest)}`]);
    return EXIT.fine;
  },
};
