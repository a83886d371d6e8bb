import { listFavourites } from "../../application/list-favourites.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import { printable } from "../../domain/printable.ts";
import { type Found, nameOf } from "../../domain/selection.ts";
import { urlOf } from "../../domain/target-of.ts";
import type { Arguments } from "../arguments.ts";
import { itemJson, jsonText } from "../item-json.ts";
import { itemText, placeOf } from "../item-text.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

type Format = "text" | "json" | "ndjson" | "plain" | "mysides";

/** `favkit list` */
export async function run(args: Arguments, world: World): Promise<void> {
  const format = formatOf(args);
  const { list, opened } = await openSession(args, world);
  const { store, paths, isLocal } = opened;
  const listing = { list, isWithHidden: args.has("all"), ...(isLocal ? { paths } : {}) };
  const found = await listFavourites(store, listing);
  world.write(text(found, format, store.source));
}

function formatOf(args: Arguments): Format {
  const given = (["json", "ndjson", "plain", "mysides"] as const).filter((name) => args.has(name));
  if (given.length > 1)
    throw new FavkitError("bad_usage", `--${given.join(" and --")} exclude each other`);
  return given[0] ?? "text";
}

function text(found: readonly Found[], format: Format, source: "api" | "file"): string {
  if (format === "json") {
    return `${jsonText(
      found.map((each) => itemJson(each, source)),
      2,
    )}\n`;
  }
  return found.map((each) => `${line(each, format, source)}\n`).join("");
}

function line(found: Found, format: Exclude<Format, "json">, source: "api" | "file"): string {
  const { item } = found;
  switch (format) {
    case "ndjson":
      return jsonText(itemJson(found, source));
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
