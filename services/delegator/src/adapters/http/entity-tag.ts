import type { HistoryMark } from "../../application/history-mark.ts";
import { digestOf } from "./digest.ts";

/** A weak tag: answers that mean the same may differ in their bytes, once they are compressed. */
export function entityTag(parts: readonly (string | number | bigint)[]): string {
  return `W/"${parts.join("-")}"`;
}

/**
 * The tag of an answer that is made from the whole history, made without reading a row: the answer changes only with
 * the question or with the mark.
 */
export function historyTag(
  question: readonly unknown[],
  { rows, retractions, final }: HistoryMark,
): string {
  return entityTag([digestOf(question), rows, retractions, final]);
}

/** Whether `If-None-Match` names the tag, compared weakly (RFC 9110, 13.1.2). */
export function namesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  const opaque = tag.replace(/^W\//, "");
  return Array.from((ifNoneMatch ?? "").matchAll(/"[^"]*"/g), ([text]) => text).includes(opaque);
}

/** Whether `If-None-Match` is met by an answer that is known to exist: `*` is met by any. */
export function isUnchanged(ifNoneMatch: string | undefined, tag: string): boolean {
  return ifNoneMatch?.trim() === "*" || namesTag(ifNoneMatch, tag);
}
