/** A number as people write it. */
export function thousands(value: number): string {
  return value.toLocaleString("en-US");
}

/** So many of something. */
export function count(value: number, noun: string): string {
  return `${thousands(value)} ${noun}${value === 1 ? "" : "s"}`;
}
