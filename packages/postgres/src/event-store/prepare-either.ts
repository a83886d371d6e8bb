import {
  type AppendAllRequest,
  type AppendRefusal,
  type AppendRequest,
  type EventStoreSources,
  isAppendRefusal,
  prepareAll,
  prepareAppend,
  type PreparedAppend,
} from "@holdfast/cqrs/event-store";

/** Checks a request for one stream or for several, and writes it down as one prepared request for each. */
export function prepareEither(
  request: AppendRequest | AppendAllRequest,
  sources: EventStoreSources,
): readonly PreparedAppend[] | AppendRefusal {
  if ("parts" in request) return prepareAll(request, sources);
  const prepared = prepareAppend(request, sources);
  return isAppendRefusal(prepared) ? prepared : [prepared];
}
