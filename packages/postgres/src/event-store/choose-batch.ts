import type { PreparedAppend } from "@holdfast/cqrs/event-store";

import { Names } from "./batch-names.ts";

/** How large a batch may become. */
export type BatchLimits = { readonly requestsMax: number; readonly charactersMax: number };

/** Anything that waits with a request. */
type Waiting = { readonly request: PreparedAppend };

/** What leaves, what stays behind it, and whether it has a stream in common with what is under way. */
type Chosen<Item> = {
  readonly batch: readonly Item[];
  readonly rest: readonly Item[];
  readonly follows: boolean;
};

/**
 * Takes the requests of the next batch from a queue, in order. The function judges each request against the state
 * before the batch, so requests that depend on each other must not meet in one: of a stream only those that all
 * expect `any`, or all `present`; of a command only the first. What is held back holds back what follows it there.
 * The same holds beside what is under way, which must not be overtaken either: such a batch follows it.
 */
export function chooseBatch<Item extends Waiting>(
  queue: readonly Item[],
  { requestsMax, charactersMax }: BatchLimits,
  underWay: readonly Item[] = [],
): Chosen<Item> {
  const batch: Item[] = [];
  const rest: Item[] = [];
  const names = new Names();
  names.putBefore(underWay.map(({ request }) => request));
  let follows = false;
  let characters = 0;
  for (const [at, item] of queue.entries()) {
    const { request } = item;
    const isFull = batch.length > 0 && characters + request.characters > charactersMax;
    if (batch.length === requestsMax || isFull) {
      return { batch, rest: [...rest, ...queue.slice(at)], follows };
    }
    const place = names.join(request);
    if (place === "held_back") {
      rest.push(item);
      continue;
    }
    batch.push(item);
    follows ||= place === "behind";
    characters += request.characters;
  }
  return { batch, rest, follows };
}
