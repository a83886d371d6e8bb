import type { Draw } from "./draw.ts";

/** A uuid of version 4 that follows from the seed. */
export function drawUuid(draw: Draw): string {
  const word = (): string => draw.between(0, 0xffff_ffff).toString(16).padStart(8, "0");
  const [a, b, c, d] = [word(), word(), word(), word()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
