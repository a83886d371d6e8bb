import type { ItemFacts, ListEvent } from "../../../domain/events.ts";
import type { Target } from "../../../domain/target.ts";

/** Whether a value that was read is an event, whole and of the right types. */
export function isListEvent(value: unknown): value is ListEvent {
  if (!isRecord(value)) return false;
  const { type } = value;
  if (!isText(type) || !isEventType(type)) return false;
  return Object.entries(EVENT_FIELDS[type]).every(([name, isRight]) => isRight(value[name]));
}

type Check = (value: unknown) => boolean;

const EVENT_FIELDS: Readonly<Record<ListEvent["type"], Readonly<Record<string, Check>>>> = {
  FavouriteAdded: { item: isItem, to: isIndex },
  FavouriteRemoved: { item: isItem, from: isIndex },
  FavouriteMoved: { item: isItem, from: isIndex, to: isIndex },
  FavouriteRenamed: { item: isItem, at: isIndex, label: isText },
  VisibilityChanged: { item: isItem, at: isIndex, isVisible: isBoolean },
  ListRestored: { from: isText, to: isText },
};

function isEventType(text: string): text is ListEvent["type"] {
  return Object.hasOwn(EVENT_FIELDS, text);
}

/** The texts that each kind of target has to have. */
const TARGET_TEXTS: Readonly<Record<Target["kind"], readonly string[]>> = {
  airdrop: [],
  recents: [],
  shared: [],
  applications: [],
  home: [],
  computer: [],
  icloud: [],
  remoteDisc: [],
  trash: [],
  tag: ["name"],
  volume: ["path"],
  network: ["url"],
  folder: ["path"],
  file: ["path"],
  opaque: [],
};

function isItem(value: unknown): value is ItemFacts {
  if (!isRecord(value)) return false;
  const { uuid, label, isVisible, isResolved, target } = value;
  return (
    [uuid, label].every(isText) && [isVisible, isResolved].every(isBoolean) && isTarget(target)
  );
}

function isTarget(value: unknown): value is Target {
  if (!isRecord(value)) return false;
  const { kind } = value;
  if (!isText(kind) || !isKind(kind)) return false;
  return (
    TARGET_TEXTS[kind].every((key) => isText(value[key])) &&
    ["path", "url", "uuid"].every((key) => value[key] === undefined || isText(value[key]))
  );
}

function isKind(text: string): text is Target["kind"] {
  return Object.hasOwn(TARGET_TEXTS, text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
