import { constants, open, readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";

import type { Journal, JournalEntry } from "../../../application/ports.ts";
import { FavkitError } from "../../../domain/favkit-error.ts";
import { quoted } from "../../../domain/printable.ts";
import { asOwnerOf } from "../as-owner.ts";
import { failureCodeOf } from "../file-failure.ts";
import { lockFile } from "../file-lock.ts";
import { makeFolder } from "../make-folder.ts";
import { writeAnew } from "../write-new-file.ts";
import { type JournalLine, lineText, readLine } from "./journal-line.ts";

/** Beyond this size the older half of the journal is let go. */
const BYTES_MAX = 1_048_576;

/** A journal as one file of NDJSON, which is only appended to until it is too large. */
export function fileJournal(path: string): Journal {
  const append = (line: JournalLine) =>
    told(path, () => asOwnerOf(path, () => appendLine(path, lineText(line))));
  return {
    begin: (entry) => append({ type: "ListChanging", entry }),
    end: (id, { after, where }) => append({ type: "ListChanged", id, after, where }),
    read: () => told(path, async () => entriesOf(await textOf(path))),
  };
}

const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
const APPENDING = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW;

async function appendLine(path: string, line: string): Promise<void> {
  await makeFolder(dirname(path));
  // A line must not go to a journal that somebody else is just replacing by its shorter half.
  await using _lock = await lockFile(`${path}-lock`);
  await shorten(path);
  await using file = await open(path, APPENDING, 0o600);
  // A line that was cut short must not swallow the next one.
  const { size } = await file.stat();
  const last = Buffer.alloc(1);
  if (size > 0) await file.read(last, 0, 1, size - 1);
  await file.write(`${size > 0 && last.toString() !== "\n" ? "\n" : ""}${line}\n`);
  await file.sync();
}

async function shorten(path: string): Promise<void> {
  const size = await stat(path).then(
    (entry) => entry.size,
    () => 0,
  );
  if (size <= BYTES_MAX) return;
  const lines = (await textOf(path)).split("\n");
  const kept = lines.slice(Math.ceil(lines.length / 2)).join("\n");
  const temporary = `${path}.new`;
  await writeAnew(temporary, kept);
  await rename(temporary, path);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function entriesOf(text: string): Awaited<ReturnType<Journal["read"]>> {
  const entries = new Map<string, JournalEntry>();
  let unreadable = 0;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const read = readLine(line);
    if (read === undefined) unreadable += 1;
    else if (read.type === "ListChanging") entries.set(read.entry.id, read.entry);
    else {
      const begun = entries.get(read.id);
      if (begun !== undefined) {
        entries.set(read.id, { ...begun, after: read.after, where: read.where });
      }
    }
  }
  return { entries: [...entries.values()], unreadable };
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : "it failed";
    const text = `the journal ${quoted(path)} cannot be used (${reason}); --state DIR names another folder`;
    throw new FavkitError(failureCodeOf(error), text, { cause: error });
  }
}
