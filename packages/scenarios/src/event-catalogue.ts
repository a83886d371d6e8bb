import { isRefusal } from "@holdfast/cqrs";

import { tableOf } from "./markdown.ts";
import { nameOf } from "./name-of.ts";
import { newsOf, type WitnessedFeature } from "./witnessed.ts";

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
  const happened =
    subject.process === undefined
      ? played.flatMap(({ moves }) => moves.map(({ event }) => event))
      : steps.flatMap(({ decision }) => (isRefusal(decision) ? [] : newsOf(subject, decision)));
  const seen = happened.map((event) => nameOf(subject, event));
  const types = [...new Set([...Object.keys(versions), ...seen])].toSorted();
  return types.map((type) => {
    const producers = steps
      .filter(
        ({ decision }) =>
          !isRefusal(decision) && decision.some((each) => nameOf(subject, each) === type),
      )
      .map(({ command }) => nameOf(subject, command));
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
