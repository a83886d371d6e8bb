import { createHash } from "node:crypto";

import { type HistoryMark } from "../../application/history-mark.ts";

const HASH_LENGTH = 12;

/**
 * The tag of the answer to a question, made without reading a row: the answer changes only with the question or with
 * the mark. Weak, because the same answer may be compressed or not.
 */
export function entityTag(question: readonly unknown[], mark: HistoryMark): string {
  const hash = createHash("sha256").update(JSON.stringify(question)).digest("base64url");
  return `W/"${hash.slice(0, HASH_LENGTH)}-${mark.rows}-${mark.retractions}-${mark.final}"`;
}

/** Whether `If-None-Match` names the tag, compared weakly (RFC 9110, 13.1.2). */
export function namesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  const opaque = tag.replace(/^W\//, "");
  return Array.from(ifNoneMatch.matchAll(/"[^"]*"/g), ([text]) => text).includes(opaque);
}
