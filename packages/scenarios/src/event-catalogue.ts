import { isRefusal } from "@holdfast/cqrs";

import { tableOf } from "./markdown.ts";
import type { WitnessedFeature } from "./witnessed.ts";

/** An event, who makes it happen and who reads it. */
export type EventEntry = {
  readonly type: string;
  /** The version of its fields; null where the language was not told. */
  readonly version: number | null;
  /** Commands that were seen to lead to it. */
  readonly producers: readonly string[];
  /** Read models that read it. */
  readonly consumers: readonly string[];
};

/** Every event the decider declares or was seen with, by name. */
export function eventCatalogue({ subject, examples }: WitnessedFeature): readonly EventEntry[] {
  const versions = subject.schemaVersions ?? {};
  const played = examples.flatMap((each) => each.played ?? []);
  const steps = played.flatMap((each) => each.steps);
  const seen = played.flatMap(({ moves }) => moves.map(({ event }) => event.type));
  const types = [...new Set([...Object.keys(versions), ...seen])].toSorted();
  return types.map((type) => {
    const producers = steps
      .filter(({ decision }) => !isRefusal(decision) && decision.some((each) => each.type === type))
      .map(({ command }) => command.type);
    const consumers = Object.entries(subject.readModels)
      .filter(([, { reads }]) => reads.includes(type))
      .map(([name]) => name);
    return {
      type,
      version: versions[type] ?? null,
      producers: [...new Set(producers)].toSorted(),
      consumers: consumers.toSorted(),
    };
  });
}

/** The catalogue as Markdown. */
export function eventTable(feature: WitnessedFeature): string {
  return tableOf(
    ["event", "version", "comes of", "is read by"],
    eventCatalogue(feature).map(({ type, version, producers, consumers }) => [
      type,
      version === null ? "–" : String(version),
      producers.join(", ") || "**no scenario**",
      consumers.join(", ") || "–",
    ]),
  );
}
