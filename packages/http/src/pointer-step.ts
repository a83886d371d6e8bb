/** The step of a JSON pointer (RFC 6901) into the field of this name. */
export function pointerStep(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
