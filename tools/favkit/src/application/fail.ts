import { FavkitError } from "../domain/favkit-error.ts";
import type { ListRefusal } from "../domain/favourites-list.ts";
import { printable, quoted } from "../domain/printable.ts";
import type { TargetRefusal } from "../domain/requested-target.ts";
import { type Found, nameOf } from "../domain/selection.ts";
import { pathOf, urlOf } from "../domain/target-of.ts";

/** What the domain refuses, as the error that ends a command. */
export function failure(refusal: ListRefusal | TargetRefusal): FavkitError {
  switch (refusal.code) {
    case "nothing_matched":
      return new FavkitError("nothing_matched", `no item matches ${quoted(refusal.text)}`);
    case "ambiguous":
      return new FavkitError("ambiguous", ambiguity(refusal.text, refusal.candidates));
    case "already_there":
      return new FavkitError("bad_usage", `${described(refusal.found)} is in the list already`);
    case "uuid_taken":
      return new FavkitError("bad_usage", `an item has the uuid ${refusal.uuid} already`);
    case "position_out_of_range":
      return new FavkitError(
        "bad_usage",
        `--at ${refusal.index} is outside of the list: 0 to ${refusal.max} is possible`,
      );
    case "unsupported_scheme":
      return new FavkitError(
        "bad_usage",
        `${quoted(refusal.text)} is no address for a list: file:///… smb:// afp:// nfs:// ftp:// vnc:// and ` +
          "the special ones (nwnode://domain-AirDrop, x-finder:Trash, x-apple-findertag:…) are; " +
          "a path with a colon is written ./like:this",
      );
    case "no_address":
      return new FavkitError("bad_usage", `${quoted(refusal.text)} names no place`);
    case "control_character":
    default:
      return controlCharacter(refusal.text);
  }
}

/** The error of a text that must not hold control characters. */
export function controlCharacter(text: string): FavkitError {
  return new FavkitError("bad_usage", `${quoted(text)} holds a control character`);
}

/** An item in messages: place, uuid, name and where it leads. */
function described({ item, index }: Found): string {
  const place = pathOf(item.target) ?? urlOf(item.target) ?? "nowhere";
  return `${index}  ${printable(item.uuid)}  ${quoted(nameOf(item))}  ${printable(place)}`;
}

function ambiguity(text: string, candidates: readonly Found[]): string {
  const lines = candidates.map((found) => `  ${described(found)}`);
  return [`${candidates.length} items match ${quoted(text)}; name one by its uuid:`, ...lines].join(
    "\n",
  );
}
