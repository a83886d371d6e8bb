import type { Found } from "../domain/selection.ts";
import { nameOf } from "../domain/selection.ts";
import { pathOf, urlOf } from "../domain/target-of.ts";
import type { Target } from "../domain/target.ts";

/** The kinds of the JSON output by those of the domain; what has none there is "unknown" with its `special` name. */
const KINDS: Readonly<Record<Target["kind"], string>> = {
  airdrop: "airdrop",
  recents: "recents",
  applications: "applications",
  home: "home",
  icloud: "icloud",
  trash: "trash",
  tag: "tag",
  volume: "volume",
  network: "server",
  folder: "folder",
  file: "file",
  shared: "unknown",
  computer: "unknown",
  remoteDisc: "unknown",
  opaque: "unknown",
};
/** `special` of items that are known by their URL, where the store tells no identifier. */
const SPECIALS: Readonly<Partial<Record<Target["kind"], string>>> = {
  shared: "IsShared",
  computer: "IsComputer",
  remoteDisc: "IsRemoteDisc",
};

/** An item as JSON tells it. */
export function itemJson({ item, index }: Found, source: "api" | "file") {
  const { target, uuid, isVisible, isResolved } = item;
  const path = pathOf(target) ?? null;
  const special = item.special ?? SPECIALS[target.kind];
  return {
    index,
    kind: KINDS[target.kind],
    label: nameOf(item),
    path,
    url: urlOf(target) ?? null,
    uuid,
    visible: isVisible,
    resolved: isResolved,
    ...(special === undefined ? {} : { special }),
    ...(target.kind === "volume" && target.uuid !== undefined ? { volume: target.uuid } : {}),
    source,
    // The path is the last one that was known.
    ...(!isResolved && path !== null ? { stale: true } : {}),
  };
}

/** JSON that is safe to print: what JSON itself lets through of control characters is escaped too. */
export function jsonText(value: unknown, space?: number): string {
  return JSON.stringify(value, undefined, space).replaceAll(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
