import { FavkitError } from "../domain/favkit-error.ts";
import type { Favourite } from "../domain/favourite.ts";
import type { ListName } from "../domain/list-name.ts";
import type { Plan } from "../domain/plan.ts";
import { printable, quoted } from "../domain/printable.ts";
import { type DesiredItem, indexOfTarget, type Others, replaceAll } from "../domain/replace-all.ts";
import { targetKey } from "../domain/target-key.ts";
import { defaultLabel, pathOf } from "../domain/target-of.ts";
import type { Target } from "../domain/target.ts";
import { changeList, type Changed, type ChangePorts } from "./change-list.ts";
import type { Manifest, ManifestItem } from "./manifest.ts";
import type { Ids, ListStore } from "./ports.ts";
import { meantTarget, type PlaceOptions, requestedPlace } from "./requested-place.ts";

/** How a manifest is brought about. */
export type Application = PlaceOptions & {
  readonly list: ListName;
  readonly manifest: Manifest;
  readonly others: Others;
};

/** Makes the list what the manifest says; writes nothing when it is that already. */
export async function applyManifest(
  ports: ChangePorts,
  application: Application,
): Promise<Changed> {
  const { list } = application;
  const { items } = await ports.store.read(list);
  const wishes = await wishesOf(items, application, ports.ids);
  return changeList(ports, {
    list,
    command: "apply",
    decide: (now) => planFor(now, wishes, application.others),
  });
}

/** The plan that `applyManifest` would carry out. */
export async function planManifest(
  { store, ids }: { readonly store: ListStore; readonly ids: Ids },
  application: Application,
): Promise<Plan> {
  const { items } = await store.read(application.list);
  return planFor(items, await wishesOf(items, application, ids), application.others);
}

type Wish = { readonly item: ManifestItem; readonly fresh: Favourite | undefined };

/** Looks at every place that is not in the list yet, and reports all that do not exist together. */
async function wishesOf(
  items: readonly Favourite[],
  application: Application,
  ids: Ids,
): Promise<readonly Wish[]> {
  const missing: string[] = [];
  const wishes: Wish[] = [];
  for (const item of distinct(application)) {
    if ("uuid" in item.place || isPresent(items, item.target)) {
      wishes.push({ item, fresh: item.target && freshItem(item.target, item, ids) });
      continue;
    }
    try {
      const target = await requestedPlace(item.place.text, application);
      wishes.push({ item, fresh: freshItem(target, item, ids) });
    } catch (error) {
      if (!(error instanceof FavkitError) || error.code !== "path_not_found") throw error;
      missing.push(
        `${printable(pathOf(meantTarget(item.place.text, application)) ?? "")}, line ${item.line}`,
      );
    }
  }
  if (missing.length === 0) return wishes;
  throw new FavkitError(
    "path_not_found",
    `what is to be added does not exist; --force adds it nevertheless:\n  ${missing.join("\n  ")}`,
  );
}

type Meant = ManifestItem & { readonly target: Target | undefined };

function distinct(application: Application): readonly Meant[] {
  const { manifest } = application;
  const seen = new Map<string, ManifestItem>();
  return manifest.items.map((item) => {
    const target = meantBy(item, application);
    const key = target === undefined ? `uuid:${uuidOf(item).toUpperCase()}` : targetKey(target);
    const twin = key === undefined ? undefined : seen.get(key);
    if (twin !== undefined) {
      throw mistake(manifest, item, `leads to the same place as the item of line ${twin.line}`);
    }
    if (key !== undefined) seen.set(key, item);
    return { ...item, target };
  });
}

function meantBy(item: ManifestItem, application: Application): Target | undefined {
  if ("uuid" in item.place) return undefined;
  try {
    return meantTarget(item.place.text, application);
  } catch (error) {
    if (error instanceof FavkitError) throw mistake(application.manifest, item, error.message);
    throw error;
  }
}

function mistake(
  { source }: Manifest,
  { line, column }: ManifestItem,
  reason: string,
): FavkitError {
  const where = `${quoted(source)}: line ${line}, column ${column}`;
  return new FavkitError("bad_manifest", `${where}: ${reason}`);
}

function uuidOf({ place }: ManifestItem): string {
  return "uuid" in place ? place.uuid : "";
}

function isPresent(items: readonly Favourite[], target: Target | undefined): boolean {
  const key = target && targetKey(target);
  return key !== undefined && indexOfTarget(items, key) !== undefined;
}

function freshItem(target: Target, { name, isHidden }: ManifestItem, ids: Ids): Favourite {
  const label = name ?? defaultLabel(target);
  return { uuid: ids.uuid(), target, label, isVisible: !isHidden, isResolved: true };
}

function planFor(items: readonly Favourite[], wishes: readonly Wish[], others: Others): Plan {
  return replaceAll(
    items,
    wishes.map((wish) => desiredItem(items, wish)),
    others,
  );
}

function desiredItem(items: readonly Favourite[], { item, fresh }: Wish): DesiredItem {
  const looks = {
    isVisible: !item.isHidden,
    ...(item.name === undefined ? {} : { label: item.name }),
  };
  const index = placeOf(items, item, fresh);
  if (index !== undefined) return { place: { index }, ...looks };
  if (fresh !== undefined) return { place: { item: fresh }, ...looks };
  throw new FavkitError(
    "nothing_matched",
    `no item has the uuid ${quoted(uuidOf(item))} of line ${item.line}`,
  );
}

function placeOf(
  items: readonly Favourite[],
  item: ManifestItem,
  fresh: Favourite | undefined,
): number | undefined {
  const key = fresh && targetKey(fresh.target);
  if (key !== undefined) return indexOfTarget(items, key);
  const index = items.findIndex(({ uuid }) => uuid.toUpperCase() === uuidOf(item).toUpperCase());
  return index === -1 ? undefined : index;
}
