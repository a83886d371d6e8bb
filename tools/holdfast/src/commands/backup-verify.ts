import { verifyBackup } from "@holdfast/postgres/backup";

import { manifestLine, manifestSummary } from "../backup/manifest-lines.ts";
import { progressText } from "../backup/progress-text.ts";
import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";

/** Reads a backup and says whether it is whole. */
export const backupVerify: Command = {
  name: "backup verify",
  words: ["DIRECTORY"],
  summary: "reads a backup and says whether it is whole; without a database",
  options: {},
  about: [
    "It finds what happens to files, not what somebody does to them: whoever can write the files can write the\n" +
      "manifest. A backup that was never restored is a hope.",
  ],
  async run(given, { isJson, write, progress, signal }) {
    const directory = given.word(0);
    progress.tell(`reading ${directory}`);
    const manifest = await verifyBackup(directory, {
      signal,
      onProgress: (each) => progress.tell(progressText(each)),
    });
    const summary = { directory, ...manifestSummary(manifest) };
    await write(
      isJson ? [jsonLine(summary)] : [`${directory} is whole: ${manifestLine(manifest)}`],
    );
    return EXIT.fine;
  },
};
