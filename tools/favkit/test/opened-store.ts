import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { afterEach } from "vitest";

import { fileBackups } from "../src/adapters/file/file-backups.ts";
import { sflFileStore, type SflFileStoreParts } from "../src/adapters/file/sfl-file-store.ts";
import { pureBookmarks } from "../src/adapters/pure-bookmarks.ts";
import type { ListFiles } from "../src/application/ports.ts";
import type { Favourite } from "../src/domain/favourite.ts";
import { targetOfUrl } from "../src/domain/target-of.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { uuidOf } from "./written/sfl-bytes.ts";

/** The name of the list's file without its suffix. */
export const BASE = "com.apple.LSSharedFileList.FavoriteItems";
/** Folders that are gone at the end of the test. */
export const folders: AsyncDisposable[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder[Symbol.asyncDispose]();
});

/** A store in a folder of its own. */
export async function opened(more: Partial<SflFileStoreParts> = {}) {
  const folder = await temporaryFolder();
  folders.push(folder);
  const lists = join(folder.path, "lists");
  await mkdir(lists);
  const backups = fileBackups(join(folder.path, "backups"), {
    now: () => new Date(1_790_000_000_000),
  });
  const parts = {
    place: { folder: lists },
    macosVersion: "26.1",
    bookmarks: pureBookmarks("macos26"),
    backups,
  };
  const store = sflFileStore({ ...parts, ...more });
  const path = (suffix: string) => join(lists, `${BASE}.${suffix}`);
  return { lists, backups, store, path };
}

/** A new item. */
export const made = (url: string, number: number, label: string): Favourite => ({
  uuid: uuidOf(number),
  target: targetOfUrl(url),
  label,
  isVisible: true,
  isResolved: true,
});
export const NEW = made("file:///Users/somebody/New/", 50, "New");

/** Puts an item behind the others. */
export async function add(store: ListFiles, item: Favourite) {
  const before = await store.read("favorites");
  return store.write("favorites", { ...before, items: [...before.items, item] }, before.seed);
}
