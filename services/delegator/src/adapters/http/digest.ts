import { createHash } from "node:crypto";

/** 72 bits: enough that no two questions of a client share one by chance, short enough for a header. */
const DIGEST_CHARACTERS = 12;

/** A short name of a value that JSON can write, fit for headers and queries. */
export function digestOf(value: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(value));
  return hash.digest("base64url").slice(0, DIGEST_CHARACTERS);
}
