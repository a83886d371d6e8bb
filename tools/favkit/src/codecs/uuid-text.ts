/** Sixteen bytes as a UUID in upper case, as these files spell it. */
export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex").toUpperCase();
  const ends = [8, 12, 16, 20, 32];
  return ends.map((end, at) => hex.slice(ends[at - 1] ?? 0, end)).join("-");
}

/** The bytes of a UUID; undefined when the text is none. */
export function uuidBytes(text: string): Uint8Array | undefined {
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
  return isUuid ? Buffer.from(text.replaceAll("-", ""), "hex") : undefined;
}
