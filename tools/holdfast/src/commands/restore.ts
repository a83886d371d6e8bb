import { type Manifest, restore as restoreBackup, verifyBackup } from "@holdfast/postgres/backup";
import { subjectKeyMigrations } from "@holdfast/postgres/erasure";
import { eventStoreMigrations } from "@holdfast/postgres/event-store";

import { adminUrl, serviceOf } from "../backup/admin-place.ts";
import { manifestLine, manifestSummary } from "../backup/manifest-lines.ts";
import { progressText } from "../backup/progress-text.ts";
import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import type { Given } from "../cli/given.ts";
import { jsonLine } from "../cli/json-line.ts";
import { Refused } from "../cli/refused.ts";
import type { Session } from "../cli/session.ts";
import { UsageError } from "../cli/usage-error.ts";
import { ADMIN_USER, LEAVE_OUT, SERVICE } from "./options.ts";

/** Brings a backup back. */
export const restore: Command = {
  name: "restore",
  words: ["DIRECTORY"],
  summary: "makes an empty schema what it was when a backup was taken",
  options: {
    migrations: {
      type: "string",
      isList: true,
      value: "FOLDER",
      help: "the service's own migrations; those of the kernel are known. Several times for several folders",
    },
    "leave-out": { ...LEAVE_OUT, help: "a table that is not loaded; several times for several" },
    service: {
      ...SERVICE,
      help: "whose roles; those of the service that was backed up if left out",
    },
    yes: { type: "boolean", help: "do it; without this it only says what it would do" },
  },
  about: [
    `It takes a user that may create the schema: ${ADMIN_USER}. Stop every process of the service first.\n` +
      "A schema that holds anything is refused; --schema restores under another name. All of it is one\n" +
      "transaction. What to think of afterwards: docs/how-to/back-up-and-restore.md.",
  ],
  async run(given, session) {
    const { env, isJson, write, progress, signal } = session;
    const url = adminUrl(env, given);
    const service = serviceOf(given);
    const directory = given.word(0);
    if (!given.has("yes")) return refuse(directory, given, session);
    const schema = given.text("schema");
    const manifest = await restoreBackup({
      url,
      directory,
      migrations: foldersOf(given),
      leaveOut: given.texts("leave-out"),
      ...(service !== undefined && { service }),
      ...(schema !== undefined && { schema }),
      signal,
      onProgress: (each) => progress.tell(progressText(each)),
    });
    const summary = { directory, ...manifestSummary(manifest), into: schema ?? manifest.schema };
    await write(isJson ? [jsonLine(summary)] : doneLines(manifest, schema ?? manifest.schema));
    return EXIT.fine;
  },
};

async function refuse(
  directory: string,
  given: Given,
  { progress, signal }: Session,
): Promise<never> {
  progress.tell(`reading ${directory}`);
  const manifest = await verifyBackup(directory, {
    signal,
    onProgress: (each) => progress.tell(progressText(each)),
  });
  const isService = manifest.migrations.some(({ series }) => series === "service");
  if (isService && given.texts("migrations").length === 0) {
    throw new UsageError(
      "the service has migrations of its own: say where, by --migrations FOLDER",
    );
  }
  const into = given.text("schema") ?? manifest.schema;
  throw new Refused(
    `${manifestLine(manifest)}\nwould be restored into the schema ${into}: say so with --yes`,
  );
}

function foldersOf(given: Given) {
  const own = given.texts("migrations").map((directory) => ({ directory }));
  return [eventStoreMigrations, subjectKeyMigrations, ...own];
}

function doneLines(manifest: Manifest, schema: string): readonly string[] {
  return [
    `restored into ${schema}: ${manifestLine(manifest)}`,
    "migrate if the release is later than the backup, restore the newest keys of erased people, then start the service",
  ];
}
