import { exportLog } from "@holdfast/postgres/notary";

import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { NewFile } from "../files/new-file.ts";
import { readHead } from "../log/read-log.ts";

/** Writes a log down, so that others can verify it. */
export const exportCommand: Command = {
  name: "export",
  words: ["FILE"],
  summary: "writes the whole log into a new file that can be verified without the database",
  options: {},
  about: [
    "A line of JSON for each event, and one for each signed checkpoint. FILE must not exist, and has its name\n" +
      "only when it is whole. It holds the events of every tenant, and is readable by you alone.",
  ],
  async run(given, { log, isJson, write, progress, signal }) {
    const name = given.word(0);
    await using file = await NewFile.create(name);
    const place = await log();
    const head = await readHead(place);
    let bytes = 0;
    const counts = await exportLog({
      ...place,
      async write(chunk) {
        signal.throwIfAborted();
        await file.write(chunk);
        bytes += chunk.length;
        progress.tell(
          `writing ${name}, ${Math.floor(bytes / 1_048_576)} MiB, a log of ${head} events`,
        );
      },
    });
    await file.finish();
    await write(isJson ? [jsonLine({ file: name, ...counts, bytes })] : lines(name, counts));
    return EXIT.fine;
  },
};

type Counts = { readonly events: number; readonly checkpoints: number };

function lines(name: string, { events, checkpoints }: Counts): readonly string[] {
  if (checkpoints === 0) {
    return [`${name}: ${events} events and no checkpoint: nobody can verify it`];
  }
  const verify = `holdfast verify --export ${name} --key VKEY`;
  return [
    `${name}: ${events} events, signed checkpoints: ${checkpoints}; it is verified by`,
    `  ${verify}`,
  ];
}
