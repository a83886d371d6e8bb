import type { BookmarkCodec } from "../../application/ports.ts";
import type { DesiredItem } from "../../codecs/sfl-edit.ts";
import type { SflItem, SflList } from "../../codecs/sfl-list.ts";
import type { Favourite } from "../../domain/favourite.ts";
import { defaultLabel, pathOf, targetOfUrl } from "../../domain/target-of.ts";
import type { Target } from "../../domain/target.ts";

const SPECIAL_KEY = "com.apple.LSSharedFileList.SpecialItemIdentifier";
const SPECIAL_PREFIX = "com.apple.LSSharedFileList.";

/** Special items by their identifier without its prefix. */
const SPECIAL_TARGETS: ReadonlyMap<
  string,
  "airdrop" | "computer" | "icloud" | "remoteDisc" | "trash"
> = new Map([
  ["IsMeetingRoom", "airdrop"],
  ["IsComputer", "computer"],
  ["IsICloudDrive", "icloud"],
  ["IsRemoteDisc", "remoteDisc"],
  ["IsTrash", "trash"],
]);

/** Kinds whose bookmarks hold a display name for people, localised maybe. */
const NAMED_BY_FILE: ReadonlySet<Target["kind"]> = new Set([
  "applications",
  "file",
  "folder",
  "home",
  "network",
  "opaque",
  "volume",
]);

/** Ties a favourite to the object it was read from; the seed tells of which content of the file. */
type FileItem = { readonly seed: string; readonly uid: number };

/** What one read of a file has in common. */
export type ReadOrigin = { readonly seed: string; readonly bookmarks: BookmarkCodec };

/** The favourites of a list, in its order. Each keeps its place in the file as `raw`. */
export function favouritesOf(list: SflList, { seed, bookmarks }: ReadOrigin): readonly Favourite[] {
  return list.items.map((item, index) => {
    const { target, plainLabel, special } = known(item, bookmarks);
    const raw: FileItem = { seed, uid: item.uid };
    return {
      uuid: item.uuid?.toUpperCase() ?? placeholder(index),
      target,
      label: item.name ?? plainLabel,
      isVisible: item.visibility === 0,
      isResolved: target.kind !== "opaque",
      ...(special === undefined ? {} : { special }),
      raw,
    };
  });
}

/** Stands for the uuid of an item that has none, as long as the item keeps its place. */
function placeholder(index: number): string {
  return `00000000-0000-0000-0000-${String(index + 1).padStart(12, "0")}`;
}

type Known = {
  readonly target: Target;
  /** The label without an explicit name. */
  readonly plainLabel: string;
  readonly special: string | undefined;
};

function known(item: SflItem, bookmarks: BookmarkCodec): Known {
  const { bookmark, url, properties } = item;
  const identifier = properties.get(SPECIAL_KEY);
  const special =
    typeof identifier === "string" ? identifier.replace(SPECIAL_PREFIX, "") : undefined;
  const resolved = bookmark === undefined ? undefined : bookmarks.resolve(bookmark);
  const isUnknown = resolved === undefined || resolved.target.kind === "opaque";
  const plain = isUnknown && url !== undefined ? targetOfUrl(url) : resolved?.target;
  const target = specialTarget(special, plain) ?? plain ?? { kind: "opaque" };
  return { target, plainLabel: labelOf(target, resolved?.label), special };
}

/** What an item without a name of its own is called. Special items go by their own names, not their files'. */
function labelOf(target: Target, displayName: string | undefined): string {
  const isNamedByFile = NAMED_BY_FILE.has(target.kind);
  return isNamedByFile && displayName !== undefined ? displayName : defaultLabel(target);
}

function specialTarget(special: string | undefined, plain: Target | undefined): Target | undefined {
  if (special === undefined) return undefined;
  const kind = SPECIAL_TARGETS.get(special);
  if (kind !== undefined) return { kind };
  if (special !== "IsHome") return undefined;
  return plain?.kind === "folder" ? { kind: "home", path: plain.path } : { kind: "home" };
}

/** Makes of favourites what they become in a file: their objects with the changes that were made, or new ones. */
export function itemMapping(list: SflList, origin: ReadOrigin): (item: Favourite) => DesiredItem {
  const { seed, bookmarks } = origin;
  const byUid = new Map(list.items.map((item) => [item.uid, item]));
  const likes = likesOf(list, bookmarks);
  return (item) => {
    if (item.raw === undefined) return newItem(item, { likes, bookmarks });
    const uid = isFileItem(item.raw) && item.raw.seed === seed ? item.raw.uid : undefined;
    const old = uid === undefined ? undefined : byUid.get(uid);
    if (old === undefined)
      throw new RangeError(`item ${item.uuid} was not read from what the file holds now`);
    return changedItem(item, old, bookmarks);
  };
}

function changedItem(item: Favourite, old: SflItem, bookmarks: BookmarkCodec): DesiredItem {
  const { plainLabel } = known(old, bookmarks);
  const isRenamed = item.label !== (old.name ?? plainLabel);
  const isShown = old.visibility === 0;
  return {
    uid: old.uid,
    name: isRenamed ? explicitName(item.label, plainLabel) : old.name,
    visibility: item.isVisible === isShown ? old.visibility : visibilityOf(item),
  };
}

function isFileItem(value: unknown): value is FileItem {
  return typeof value === "object" && value !== null && "seed" in value && "uid" in value;
}

/** A label that the item would have anyway is not written down. */
function explicitName(label: string, plainLabel: string): string | undefined {
  return label === plainLabel ? undefined : label;
}

function visibilityOf({ isVisible }: Favourite): number {
  return isVisible ? 0 : 1;
}

/** Bookmarks that new ones may be made like: one of each volume, and any one, which tells the generation. */
type Likes = {
  readonly byMount: ReadonlyMap<string, Uint8Array>;
  readonly any: Uint8Array | undefined;
};

function likesOf({ items }: SflList, bookmarks: BookmarkCodec): Likes {
  const present = items.flatMap(({ bookmark }) => bookmark ?? []);
  const byMount = present.toReversed().flatMap((bookmark): [string, Uint8Array][] => {
    const mount = mountOf(bookmarks.resolve(bookmark).target);
    return mount === undefined ? [] : [[mount, bookmark]];
  });
  return { byMount: new Map(byMount), any: present[0] };
}

type Making = { readonly likes: Likes; readonly bookmarks: BookmarkCodec };

function newItem(item: Favourite, { likes, bookmarks }: Making): DesiredItem {
  const { uuid, target, label } = item;
  const like = likes.byMount.get(mountOf(target) ?? "") ?? likes.any;
  const bookmark = bookmarks.encode(target, like);
  const identifier = item.special ?? identifierOf(target);
  return {
    uid: undefined,
    name: explicitName(label, labelOf(target, bookmarks.resolve(bookmark).label)),
    visibility: visibilityOf(item),
    made: {
      uuid,
      bookmark,
      special: identifier === undefined ? undefined : `${SPECIAL_PREFIX}${identifier}`,
    },
  };
}

function mountOf(target: Target): string | undefined {
  const path = pathOf(target);
  return path && (/^\/Volumes\/[^/]+/.exec(path)?.[0] ?? "/");
}

function identifierOf({ kind }: Target): string | undefined {
  if (kind === "home") return "IsHome";
  return [...SPECIAL_TARGETS].find(([, each]) => each === kind)?.[0];
}
