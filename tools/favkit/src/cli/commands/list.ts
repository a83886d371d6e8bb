import { listFavourites } from "../../application/list-favourites.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import type { Favourite } from "../../domain/favourite.ts";
import { printable } from "../../domain/printable.ts";
import { type Found, nameOf } from "../../domain/selection.ts";
import { urlOf } from "../../domain/target-of.ts";
import type { Arguments } from "../arguments.ts";
import { itemText, placeOf } from "../item-text.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

type Format = "text" | "json" | "ndjson" | "plain" | "mysides";

/** `favkit list` */
export async function run(args: Arguments, world: World): Promise<void> {
  const format = formatOf(args);
  const { list, opened } = await openSession(args, world);
  const { store, paths, isLocal } = opened;
  // The system marks most volumes as hidden, and shows them by rules of its own.
  const isWithHidden = args.has("all") || list !== "favorites";
  const listing = { list, isWithHidden, ...(isLocal ? { paths } : {}) };
  const found = await listFavourites(store, listing);
  world.write(await text(found, format, store.source));
}

function formatOf(args: Arguments): Format {
  const given = (["json", "ndjson", "plain", "mysides"] as const).filter((name) => args.has(name));
  if (given.length > 1)
    throw new FavkitError("bad_usage", `--${given.join(" and --")} exclude each other`);
  return given[0] ?? "text";
}

async function text(
  found: readonly Found[],
  format: Format,
  source: "api" | "file",
): Promise<string> {
  if (format !== "json" && format !== "ndjson") {
    return found.map(({ item }) => `${line(item, format)}\n`).join("");
  }
  // Loaded when it is asked for: the plain listing starts sooner without it.
  const { itemJson, jsonText } = await import("../item-json.ts");
  const items = found.map((each) => itemJson(each, source));
  if (format === "json") return `${jsonText(items, 2)}\n`;
  return items.map((each) => `${jsonText(each)}\n`).join("");
}

function line(item: Favourite, format: "text" | "plain" | "mysides"): string {
  switch (format) {
    case "plain":
      return `${printable(nameOf(item))}\t${printable(placeOf(item) ?? "")}`;
    case "mysides": {
      const url = item.isResolved ? urlOf(item.target) : undefined;
      return `${printable(nameOf(item))} -> ${printable(url ?? "NOTFOUND")}`;
    }
    case "text":
    default:
      return `${itemText(item)}${item.isVisible ? "" : " (hidden)"}`;
  }
}
