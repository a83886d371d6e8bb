import { deepStrictEqual } from "node:assert/strict";

import type { BookmarkCodec, Snapshot } from "../../application/ports.ts";
import { readBinaryPlist } from "../../codecs/bplist-reader.ts";
import { writeBinaryPlist } from "../../codecs/bplist-writer.ts";
import {
  type DesiredItem,
  type DesiredList,
  editSflList,
  emptySflList,
} from "../../codecs/sfl-edit.ts";
import { openSflList, type SflItem, type SflList } from "../../codecs/sfl-list.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import { itemMapping } from "./favourite-mapping.ts";

/** What the list should be, and what it was read from. */
type Change = {
  readonly snapshot: Snapshot;
  readonly seed: string;
  readonly bookmarks: BookmarkCodec;
};

/**
 * The file of a list that was changed; undefined when nothing is different. The bytes are read again and compared with
 * what was asked for. Throws `FavkitError` `unsupported` for the oldest format, which is only read.
 */
export function changedBytes(old: SflList | undefined, change: Change): Uint8Array | undefined {
  const list = old ?? openSflList({ root: emptySflList(), offsetOf: () => 0 });
  if (list.generation === "objects") {
    const reason = "lists of macOS 10.11 and 10.12 (SFLListItem) are only read, not written";
    throw new FavkitError("unsupported", reason);
  }
  const { items, properties } = change.snapshot;
  const desired: DesiredList = {
    items: items.map(itemMapping(list, change)),
    properties: new Map(Object.entries(properties)),
  };
  const root = editSflList(list, desired);
  if (root === list.archive.envelope && old !== undefined) return undefined;
  const bytes = writeBinaryPlist(root);
  const written = openSflList(readBinaryPlist(bytes));
  const olds = new Map(list.items.map((item) => [item.uid, item]));
  deepStrictEqual(
    written.items.map(contentOf),
    desired.items.map((item) => expected(item, olds)),
  );
  deepStrictEqual(written.properties, desired.properties);
  return bytes;
}

type Content = Pick<SflItem, "uuid" | "name" | "visibility"> & { readonly bookmark: string };

function contentOf({ uuid, name, visibility, bookmark }: SflItem): Content {
  return { uuid, name, visibility, bookmark: Buffer.from(bookmark ?? []).toString("latin1") };
}

function expected(
  { uid, name, visibility, made }: DesiredItem,
  olds: ReadonlyMap<number | undefined, SflItem>,
): Content {
  const old = olds.get(uid);
  const bookmark = Buffer.from(made?.bookmark ?? old?.bookmark ?? []).toString("latin1");
  return { uuid: made?.uuid ?? old?.uuid, name, visibility, bookmark };
}
