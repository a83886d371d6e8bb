import type { Draw } from "../draw.ts";

/** One of them, each as likely as the others. Throws `RangeError` when there are none. */
export function oneOf<Value>(draw: Draw, all: readonly Value[]): Value {
  const found = all[draw.between(0, all.length - 1)];
  if (found === undefined) throw new RangeError("there is nothing to choose from");
  return found;
}

/** A uuid of chance (version 4). */
export function newUuid(draw: Draw): string {
  const digits = Array.from({ length: 32 }, (_, at) => {
    if (at === 12) return "4";
    return at === 16 ? "8" : draw.between(0, 15).toString(16);
  }).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
