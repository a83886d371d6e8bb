import { createHash, hash } from "node:crypto";

import { canonicalJson } from "@holdfast/cqrs";

/**
 * What tells two requests with the same key apart: SHA-256, in hexadecimal digits, of the method, the
 * path and the body. A parsed JSON body counts in its canonical form (RFC 8785), so that blanks and
 * the order of keys make no difference; bytes count as they are. Throws `InvalidValue` for a value
 * that has no canonical form.
 */
export function fingerprintOf(method: string, path: string, body: unknown): string {
  const head = `${method}\n${path}\n`;
  if (body instanceof Uint8Array)
    return createHash("sha256").update(head).update(body).digest("hex");
  return hash("sha256", body === undefined ? head : `${head}${canonicalJson(body)}`);
}
