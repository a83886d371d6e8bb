/** These would be parts of the path, however they are written. */
const NO_NAMES: ReadonlySet<string> = new Set(["", ".", ".."]);

/** The path of what has these names. Throws `RangeError` for what is no name. */
export function pathOf(...names: readonly string[]): string {
  const wrong = names.find((name) => NO_NAMES.has(name));
  if (wrong !== undefined) throw new RangeError(`"${wrong}" names nothing`);
  return `/v1/${names.map(encodeURIComponent).join("/")}`;
}
