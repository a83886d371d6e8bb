import { createHash } from "node:crypto";

const VERSION_5 = 0x50;
const VARIANT = 0x80;
const BYTES = 16;

/** The id of a part of something: version 5 of RFC 9562 over the id of the whole and the name of the part. */
export function derivedId(whole: string, part: string): string {
  const namespace = Buffer.from(whole.replaceAll("-", ""), "hex");
  const bytes = createHash("sha1").update(namespace).update(part).digest().subarray(0, BYTES);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | VERSION_5;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | VARIANT;
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
