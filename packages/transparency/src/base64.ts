/** The bytes of a text in base64 as RFC 4648 writes it, with padding; undefined for anything else. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  // The decoder passes over what it does not know.
  return bytes.toString("base64") === text ? bytes : undefined;
}
