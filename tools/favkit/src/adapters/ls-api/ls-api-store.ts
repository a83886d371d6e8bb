import { createHash } from "node:crypto";

import type { ListStore, Snapshot } from "../../application/ports.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import type { Favourite } from "../../domain/favourite.ts";
import type { ListName } from "../../domain/list-name.ts";
import { quoted } from "../../domain/printable.ts";
import { type ApiItem, type ApiList, openApiList } from "./api-list.ts";
import type { SharedFileList } from "./shared-file-list.ts";
import { isNamed, writeItems } from "./write-items.ts";

/** The lists that the API knows, by the data symbols that name them. */
const SYMBOLS: Readonly<Partial<Record<ListName, string>>> = {
  favorites: "kLSSharedFileListFavoriteItems",
  volumes: "kLSSharedFileListFavoriteVolumes",
  "recent-applications": "kLSSharedFileListRecentApplicationItems",
  "recent-documents": "kLSSharedFileListRecentDocumentItems",
  "recent-servers": "kLSSharedFileListRecentServerItems",
};

/** Whether the API has the list. */
export function isApiList(list: ListName): boolean {
  return SYMBOLS[list] !== undefined;
}

/**
 * Lists by the LSSharedFileList API of macOS, which is deprecated since 10.11 and still there. Not verified on
 * hardware: tested against a library that exports the same symbols. The seed is a hash of what the API shows; that of
 * the API itself counts within one process only, as far as is known.
 */
export function lsApiStore(api: SharedFileList): ListStore {
  const withList = <T>(list: ListName, work: (opened: ApiList) => T): T => {
    const symbol = SYMBOLS[list];
    if (symbol === undefined) {
      throw new FavkitError(
        "unsupported",
        `the API has no list ${quoted(list)}: use --backend file`,
      );
    }
    using opened = openApiList(api, symbol);
    return work(opened);
  };
  const read = (list: ListName) => withList(list, (opened) => snapshotOf(opened.items()));
  return {
    source: "api",
    locate: async () => "LSSharedFileList",
    read: async (list) => read(list),
    async write(list, snapshot, expectedSeed) {
      const before = withList(list, (opened) => {
        const current = opened.items();
        const now = snapshotOf(current);
        if (now.seed !== expectedSeed) {
          throw new FavkitError("concurrent_change", `the list ${quoted(list)} changed meanwhile`);
        }
        writeItems(opened, current, snapshot.items);
        return now;
      });
      const after = read(list);
      if (isShown(snapshot.items, { before: before.items, after: after.items })) return after;
      const share = after.seed === before.seed ? "none" : "only a part";
      throw new FavkitError(
        "write_without_effect",
        `the API took the change of the list ${quoted(list)} and shows ${share} of it`,
      );
    },
  };
}

function snapshotOf(items: readonly ApiItem[]): Snapshot {
  const favourites = items.map(({ favourite }) => favourite);
  const facts = favourites.map(({ raw: _raw, ...shown }) => shown);
  const seed = createHash("sha256").update(JSON.stringify(facts)).digest("hex");
  return { items: favourites, properties: {}, seed };
}

type Change = { readonly before: readonly Favourite[]; readonly after: readonly Favourite[] };

/**
 * Whether the API shows what was written. What is new may come back under another path (that of a symbolic link
 * resolved) and another name (in the system's language), so that it counts by being new at its place.
 */
function isShown(desired: readonly Favourite[], { before, after }: Change): boolean {
  const old = new Set(before.map(({ uuid }) => uuid));
  return (
    desired.length === after.length &&
    desired.every((wish, index) => {
      const found = after[index];
      if (found === undefined || found.isVisible !== wish.isVisible) return false;
      if (isNamed(wish) && found.label !== wish.label) return false;
      return found.uuid === wish.uuid || !old.has(found.uuid);
    })
  );
}
