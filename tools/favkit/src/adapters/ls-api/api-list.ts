import type { Favourite } from "../../domain/favourite.ts";
import { defaultLabel, targetOfUrl } from "../../domain/target-of.ts";
import { failed, type Ref, type SharedFileList } from "./shared-file-list.ts";

/** An item of an open list; the reference lives as long as the list is open. */
export type ApiItem = { readonly favourite: Favourite; readonly ref: Ref };

/** A list that is open, with the references to be released at its end, the newest first. */
export type ApiList = Disposable & {
  readonly api: SharedFileList;
  readonly ref: Ref;
  items(): readonly ApiItem[];
  /** Takes over a reference that a Create, Copy or Insert function gave; null stays null. */
  own(ref: Ref): Ref;
};

/** Opens a list by the data symbol that names it. Throws `api_failed` with the original's words. */
export function openApiList(api: SharedFileList, symbol: string): ApiList {
  const ref = api.createList(api.constant(symbol));
  if (ref === null) throw failed("failed to create favorites list: null handle");
  const scope = new DisposableStack();
  const own = ownedBy(scope, api);
  own(ref);
  return {
    api,
    ref,
    own,
    items: () => itemsOf(api, ref, own),
    [Symbol.dispose]: () => scope.dispose(),
  };
}

/** Hands references to a scope, which releases them at its end; null stays null. */
export function ownedBy(scope: DisposableStack, api: SharedFileList): (ref: Ref) => Ref {
  return (ref) => {
    if (ref !== null) scope.defer(() => void api.release(ref));
    return ref;
  };
}

function itemsOf(api: SharedFileList, list: Ref, own: (ref: Ref) => Ref): readonly ApiItem[] {
  const snapshot = own(api.copySnapshot(list));
  if (snapshot === null) throw failed("failed to create snapshot: null handle");
  return Array.from({ length: api.arrayCount(snapshot) }, (_, index) => {
    const member = api.arrayValue(snapshot, index);
    // The array owns its members; whoever keeps one retains it.
    const ref = member === null ? null : own(api.retain(member));
    return { ref, favourite: favouriteOf(api, ref) };
  });
}

function favouriteOf(api: SharedFileList, ref: Ref): Favourite {
  using scope = new DisposableStack();
  const own = ownedBy(scope, api);
  const id = ref === null ? 0 : api.itemId(ref);
  const url = ref === null ? null : own(api.itemUrl(ref));
  const address = url === null ? null : api.urlString(url);
  const target = address === null ? ({ kind: "opaque" } as const) : targetOfUrl(api.text(address));
  const name = ref === null ? null : own(api.itemName(ref));
  const hidden =
    ref === null ? null : own(api.itemProperty(ref, api.constant("kLSSharedFileListItemHidden")));
  return {
    uuid: uuidOf(id),
    target,
    label: name === null ? defaultLabel(target) : api.text(name),
    isVisible: hidden === null || api.isTrue(hidden) === 0,
    isResolved: target.kind !== "opaque",
    raw: { id },
  };
}

const HEX = 16;
const LAST_GROUP = 12;

/** The API numbers items by 32 bits; as a UUID it fits wherever one is expected. */
function uuidOf(id: number): string {
  return `00000000-0000-0000-0000-${id.toString(HEX).toUpperCase().padStart(LAST_GROUP, "0")}`;
}
