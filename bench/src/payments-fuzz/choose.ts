import type { Draw } from "../draw.ts";

/** One of them, each as likely as the others. Throws `RangeError` when there are none. */
export function oneOf<Value>(draw: Draw, all: readonly Value[]): Value {
  const found = all[draw.between(0, all.length - 1)];
  if (found === undefined) throw new RangeError("there is nothing to choose from");
  return found;
}
