import type { Entry, Sent, Told } from "../journal.ts";
import { keyOf } from "./remembered.ts";

/** One command, as often as it was sent, and all that was told of it. */
export type Course = {
  readonly key: string;
  readonly sent: readonly Sent[];
  readonly told: readonly Told[];
};

/** Puts the journals of all processes together, command by command. */
export function coursesOf(entries: readonly Entry[]): readonly Course[] {
  const sent = entries.filter((entry) => entry.entry === "sent");
  const told = Map.groupBy(
    entries.filter((entry) => entry.entry === "told"),
    keyOf,
  );
  return [...Map.groupBy(sent, keyOf)].map(([key, sent]) => ({
    key,
    sent,
    told: told.get(key) ?? [],
  }));
}

/** Whether an answer says that the command has happened. */
export function isYes({ outcome }: Told): boolean {
  return outcome === "accepted" || outcome === "duplicate";
}
