import type { StreamRequest } from "../../application/stream-request.ts";
import { type StreamPosition, parsePosition } from "../../domain/stream-position.ts";
import { readFilter } from "./filter-query.ts";
import type { GoQuery } from "./go-query.ts";
import { type QueryFault, isQueryFault } from "./query-fault.ts";

const MIN_FINAL = new Map<string, boolean>([
  ["", false],
  ["false", false],
  ["true", true],
]);

type Resume = { readonly after: StreamPosition | undefined };

/** The header wins: a browser keeps it up to date, while the address stays what it was at first. */
function readResume(
  query: GoQuery,
  header: string | undefined,
  isFinalOnly: boolean,
): Resume | QueryFault {
  const fromQuery = query.get("last_event_id")?.[0] ?? "";
  const text = header === undefined || header === "" ? fromQuery : header;
  if (text === "") return { after: undefined };
  const after = parsePosition(text);
  if (after === undefined) {
    return { message: "invalid last_event_id: must be the id of an event, such as 1042 or 1042.3" };
  }
  if (after.rows !== undefined && !isFinalOnly) {
    return { message: "invalid last_event_id: an id with a dot goes with min_final=true only" };
  }
  return { after };
}

/** Reads what a stream is asked for; the first parameter that makes no sense is told. */
export function readStreamQuery(
  query: GoQuery,
  lastEventId: string | undefined,
): StreamRequest | QueryFault {
  const filter = readFilter(query);
  if (isQueryFault(filter)) return filter;
  const minFinal = MIN_FINAL.get(query.get("min_final")?.[0] ?? "");
  if (minFinal === undefined) return { message: "invalid min_final: must be one of true, false" };
  const isFinalOnly = minFinal || filter.isFinal === true;
  const resume = readResume(query, lastEventId, isFinalOnly);
  return isQueryFault(resume) ? resume : { filter, isFinalOnly, ...resume };
}
