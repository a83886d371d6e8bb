import type { PreparedAppend } from "@holdfast/cqrs/event-store";

import { Names } from "./batch-names.ts";
import type { BatchLimits } from "./choose-batch.ts";

/** One request, or the parts of one command for several streams: they leave together or stay together. */
type Whole = { readonly requests: readonly PreparedAppend[] };

/**
 * Takes the items of the next batch, in order, as `chooseBatch` takes requests: an item of which one part has to wait
 * waits with all of them, and holds back what follows on any of its streams. The first item always fits.
 */
export function chooseItems<Item extends Whole>(
  items: readonly Item[],
  { requestsMax, charactersMax }: BatchLimits,
): { readonly batch: readonly Item[]; readonly rest: readonly Item[] } {
  const batch: Item[] = [];
  const rest: Item[] = [];
  const names = new Names();
  let size = 0;
  let characters = 0;
  for (const [at, item] of items.entries()) {
    const { requests } = item;
    if (!names.joinWhole(requests)) {
      rest.push(item);
      continue;
    }
    size += requests.length;
    for (const request of requests) characters += request.characters;
    const isTooMuch = size > requestsMax || characters > charactersMax;
    if (isTooMuch && batch.length > 0) return { batch, rest: [...rest, ...items.slice(at)] };
    batch.push(item);
  }
  return { batch, rest };
}
