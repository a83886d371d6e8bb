import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { canonicalJson } from "@holdfast/cqrs";
import type { EventStore, StoredEvent } from "@holdfast/cqrs/event-store";

import { answerOfError } from "./answer-of.ts";
import type { Journal } from "./journal.ts";

const PAGE = 500;
const REST_MS = 10;

/** Reads the log as it grows, and writes down what it has seen so far. */
export async function readAlong(
  store: Pick<EventStore, "readLog">,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  let after = 0n;
  let hash = "";
  while (!signal.aborted) {
    const events = await store.readLog({ after, max: PAGE }).catch(nothingIfAway);
    for (const event of events) hash = hashOn(hash, event);
    const last = events.at(-1);
    if (last === undefined) {
      await sleep(REST_MS);
      continue;
    }
    after = last.position;
    journal.write({ entry: "read", to: String(after), hash });
  }
}

function nothingIfAway(error: unknown): readonly StoredEvent[] {
  if (answerOfError(error).outcome === "not_applied") return [];
  throw error;
}

/** The hash of a log and one event more. */
export function hashOn(before: string, { position, ...event }: StoredEvent): string {
  const text = canonicalJson({ before, position: String(position), ...event });
  return createHash("sha256").update(text).digest("base64");
}
