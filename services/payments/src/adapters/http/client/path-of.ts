/** The path of what has these names. */
export function pathOf(...names: readonly string[]): string {
  return `/v1/${names.map(encodeURIComponent).join("/")}`;
}
