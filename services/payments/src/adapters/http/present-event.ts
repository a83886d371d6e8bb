import type { FeedEvent } from "../../application/event-feed.ts";

/** An event as it is shown; `cursor` goes on right after it. */
export function presentEvent({ event, meta, ...told }: FeedEvent, cursor: string) {
  const { type, ...fields } = event;
  return {
    id: told.id,
    type,
    category: told.category,
    stream: told.streamId,
    version: told.version,
    recorded_at: told.recordedAt,
    ...text("correlation_id", meta["correlationId"]),
    ...text("causation_id", meta["causationId"]),
    ...text("actor", meta["actor"]),
    data: shownFields(fields),
    cursor,
  };
}

function text<Name extends string>(name: Name, value: unknown): { [_ in Name]?: string } {
  const field: { [_ in Name]?: string } = {};
  if (typeof value === "string") field[name] = value;
  return field;
}

/** What clients have written themselves; its names are theirs. */
const THEIRS = "metadata";

/** Names as everywhere on the wire, amounts as texts. */
function shownFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries<unknown>({ ...fields }).map(([name, value]) => [
      name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
      name === THEIRS ? value : shownValue(value),
    ]),
  );
}

function shownValue(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? shownFields(value)
    : value;
}
