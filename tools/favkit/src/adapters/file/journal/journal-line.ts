import type { JournalEntry } from "../../../application/ports.ts";
import { isListName } from "../../../domain/list-name.ts";
import { isListEvent } from "./list-event.ts";

/** What a line of the journal says. */
export type JournalLine =
  | { readonly type: "ListChanging"; readonly entry: Omit<JournalEntry, "after"> }
  | {
      readonly type: "ListChanged";
      readonly id: string;
      readonly after: string;
      readonly where: string;
    };

/** The line without its line break. */
export function lineText(line: JournalLine): string {
  return JSON.stringify(line.type === "ListChanging" ? { type: line.type, ...line.entry } : line);
}

/** What a line says; undefined of one that was cut short or written by somebody else. */
export function readLine(text: string): JournalLine | undefined {
  const value = parsed(text);
  if (value === undefined) return undefined;
  if (value["type"] === "ListChanged") {
    const { id, after, where } = value;
    return isText(id) && isText(after) && isText(where)
      ? { type: "ListChanged", id, after, where }
      : undefined;
  }
  const entry = value["type"] === "ListChanging" ? entryOf(value) : undefined;
  return entry && { type: "ListChanging", entry };
}

function entryOf(value: Record<string, unknown>): Omit<JournalEntry, "after"> | undefined {
  const { list, events, undoes } = value;
  const texts = textsOf(value);
  if (texts === undefined || !Array.isArray(events) || !events.every(isListEvent)) return undefined;
  const at = new Date(texts.at);
  if (Number.isNaN(at.getTime()) || !isText(list) || !isListName(list)) return undefined;
  const entry = { ...texts, at, list, events };
  return isText(undoes) ? { ...entry, undoes } : entry;
}

/** The texts that every entry has; undefined when one is missing. */
function textsOf({ id, at, where, command, before }: Record<string, unknown>) {
  const isWhole = isText(id) && isText(at) && isText(where) && isText(command) && isText(before);
  return isWhole ? { id, at, where, command, before } : undefined;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
