import type { RequestRecord } from "@holdfast/standin-tzkt";

import type { Requests, Span } from "./tzkt-questions.ts";

/** Counts the requests of a span; `records` is everything since the stand-in's start, in order of arrival. */
export function countRequests(
  records: readonly RequestRecord[],
  { fromMs, untilMs }: Span,
): Requests {
  const known = new Set(records.filter(({ time }) => time < fromMs).map(target));
  const inside = records.filter(({ time }) => time >= fromMs && time <= untilMs);
  return {
    count: inside.length,
    refused: inside.filter(({ status }) => status === 429).length,
    unprepared: inside.filter((record) => !known.has(target(record))).length,
  };
}

function target({ path, query }: RequestRecord): string {
  return `${path}?${query}`;
}
