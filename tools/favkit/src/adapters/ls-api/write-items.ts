import type { Favourite } from "../../domain/favourite.ts";
import { longestIncreasing } from "../../domain/increasing.ts";
import { quoted } from "../../domain/printable.ts";
import { nameOf } from "../../domain/selection.ts";
import { defaultLabel, urlOf } from "../../domain/target-of.ts";
import { type ApiItem, type ApiList, ownedBy } from "./api-list.ts";
import { failed, type Ref } from "./shared-file-list.ts";

/** Makes an open list hold the desired items, with as few calls as possible. Throws `api_failed`. */
export function writeItems(
  list: ApiList,
  current: readonly ApiItem[],
  desired: readonly Favourite[],
): void {
  const { api } = list;
  const present = new Map(current.map((item) => [item.favourite.uuid, item]));
  const wanted = new Set(desired.map(({ uuid }) => uuid));
  for (const { ref, favourite } of current) {
    if (!wanted.has(favourite.uuid)) check(api.removeItem(list.ref, ref), "remove", favourite);
  }
  const resting = restingItems(current, desired);
  let after = api.constant("kLSSharedFileListItemBeforeFirst");
  for (const item of desired) {
    const existing = present.get(item.uuid);
    const isResting = resting.has(item.uuid);
    after = place(list, item, { existing, after, isResting });
    setHidden(list, { item, ref: after, wasVisible: existing?.favourite.isVisible ?? true });
  }
}

type Placing = {
  readonly existing: ApiItem | undefined;
  readonly after: Ref;
  readonly isResting: boolean;
};

/** Puts an item behind another one, unless it rests there, and gives its reference. */
function place(list: ApiList, item: Favourite, { existing, after, isResting }: Placing): Ref {
  const isRenamed = existing !== undefined && existing.favourite.label !== item.label;
  if (existing === undefined || isRenamed) {
    return insert(list, item, { after, hasName: isRenamed || isNamed(item) });
  }
  if (!isResting) check(list.api.moveItem(list.ref, existing.ref, after), "move", item);
  return existing.ref;
}

/** Where nothing has to move: as in every plan, a longest part that is in order already. */
function restingItems(
  current: readonly ApiItem[],
  desired: readonly Favourite[],
): ReadonlySet<string> {
  const places = new Map(current.map(({ favourite }, index) => [favourite.uuid, index]));
  const kept = desired.filter(({ uuid }) => places.has(uuid));
  const resting = longestIncreasing(kept.map(({ uuid }) => places.get(uuid) ?? 0));
  return new Set(kept.filter((_, place) => resting.has(place)).map(({ uuid }) => uuid));
}

/** Inserting what is in the list moves it and gives it the name: that is how the API renames. */
function insert(
  list: ApiList,
  item: Favourite,
  { after, hasName }: { readonly after: Ref; readonly hasName: boolean },
): Ref {
  const { api } = list;
  const address = urlOf(item.target);
  if (address === undefined) throw failed(`${quoted(nameOf(item))} has no URL to insert`);
  using scope = new DisposableStack();
  const own = ownedBy(scope, api);
  const url = own(api.createUrl(own(api.createString(address))));
  if (url === null) throw failed(`${quoted(address)} is no URL to the system`);
  const name = hasName ? own(api.createString(item.label)) : null;
  const inserted = list.own(api.insertUrl(list.ref, after, { name, url }));
  if (inserted === null) throw failed(`failed to insert ${quoted(nameOf(item))}: null handle`);
  return inserted;
}

/** Whether an item has a name that the system would not give it by itself. */
export function isNamed({ label, target }: Favourite): boolean {
  return label !== "" && label !== defaultLabel(target);
}

type Visibility = { readonly item: Favourite; readonly ref: Ref; readonly wasVisible: boolean };

function setHidden({ api }: ApiList, { item, ref, wasVisible }: Visibility): void {
  if (item.isVisible === wasVisible) return;
  const key = api.constant("kLSSharedFileListItemHidden");
  const value = api.constant(item.isVisible ? "kCFBooleanFalse" : "kCFBooleanTrue");
  check(api.setItemProperty(ref, key, value), item.isVisible ? "show" : "hide", item);
}

function check(status: number, verb: string, item: Favourite): void {
  if (status !== 0) throw failed(`failed to ${verb} ${quoted(nameOf(item))}: status ${status}`);
}
