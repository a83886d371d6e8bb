import { createHash } from "node:crypto";

import { canonicalJson } from "@holdfast/cqrs";

/**
 * What tells two requests with the same key apart: SHA-256, in hexadecimal digits, of the method, the
 * path and the body. A parsed JSON body counts in its canonical form (RFC 8785), so that blanks and
 * the order of keys make no difference; bytes count as they are. Throws `InvalidValue` for a value
 * that has no canonical form.
 */
export function fingerprintOf(method: string, path: string, body: unknown): string {
  const hash = createHash("sha256").update(`${method}\n${path}\n`);
  if (body instanceof Uint8Array) hash.update(body);
  else if (body !== undefined) hash.update(canonicalJson(body));
  return hash.digest("hex");
}
