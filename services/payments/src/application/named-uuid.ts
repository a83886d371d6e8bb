import { createHash } from "node:crypto";

const UUID_BYTES = 16;

/** The uuid that a name has within a uuid: version 5 of RFC 9562, the same each time. */
export function namedUuid(within: string, name: string): string {
  const hash = createHash("sha1").update(Buffer.from(within.replaceAll("-", ""), "hex"));
  const bytes = hash.update(name).digest().subarray(0, UUID_BYTES);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
