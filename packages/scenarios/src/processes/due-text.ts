import type { Due } from "../clauses.ts";
import { durationText } from "../duration.ts";

/** "in 5 minutes", or "at 2026-01-01T00:05:00.000Z". */
export function dueText(due: Due): string {
  return "inMs" in due ? `in ${durationText(due.inMs)}` : `at ${new Date(due.atMs).toISOString()}`;
}
