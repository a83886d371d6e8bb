import type { JournalEntry } from "../../application/ports.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import { printable } from "../../domain/printable.ts";
import type { Arguments } from "../arguments.ts";
import { jsonText } from "../item-json.ts";
import { eventText } from "../plan-text.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

/** `favkit history` */
export async function run(args: Arguments, world: World): Promise<void> {
  if (args.has("json") && args.has("ndjson")) {
    throw new FavkitError("bad_usage", "--json and --ndjson exclude each other");
  }
  const { list, opened, note } = await openSession(args, world);
  const { store, files, journal } = opened;
  const places = new Set([await store.locate(list), await (files ?? store).locate(list)]);
  const { entries, unreadable } = await journal.read();
  const ours = entries.filter((entry) => places.has(entry.where) && entry.list === list);
  if (unreadable > 0) note(`${unreadable} lines of the journal cannot be read`);
  world.write(text(ours, args));
}

function text(entries: readonly JournalEntry[], args: Arguments): string {
  if (args.has("json")) return `${jsonText(entries, 2)}\n`;
  return entries
    .map((entry) => (args.has("ndjson") ? `${jsonText(entry)}\n` : entryText(entry)))
    .join("");
}

function entryText({ at, command, events, before, after, undoes }: JournalEntry): string {
  const outcome =
    after === before ? " (nothing changed)" : after === undefined ? " (cut short)" : "";
  const title = `${at.toISOString()} ${printable(command)}${undoes === undefined ? "" : " of a change"}${outcome}\n`;
  return `${title}${events.map((event) => `  ${eventText(event)}\n`).join("")}`;
}
