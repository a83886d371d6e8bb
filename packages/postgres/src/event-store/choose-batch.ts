import { ANY, type PreparedAppend, PRESENT } from "@holdfast/cqrs/event-store";

/** How large a batch may become. */
export type BatchLimits = { readonly requestsMax: number; readonly charactersMax: number };

/** Anything that waits with a request. */
type Waiting = { readonly request: PreparedAppend };

/**
 * Takes the requests of the next batch from a queue, in order. The function judges each request against the state
 * before the batch, so requests that depend on each other must not meet in one: of a stream only those that all
 * expect `any`, or all `present`; of a command only the first. What is held back holds back what follows it there.
 * Nor may they overtake batches under way: of a stream or a command that one of these names, none.
 */
export function chooseBatch<Item extends Waiting>(
  queue: readonly Item[],
  { requestsMax, charactersMax }: BatchLimits,
  underWay: Iterable<Item> = [],
): { readonly batch: readonly Item[]; readonly rest: readonly Item[] } {
  const batch: Item[] = [];
  const rest: Item[] = [];
  const streams = new Map<string, number>();
  const commands = new Set<string>();
  for (const { request } of underWay) {
    joins(request, streams, commands);
    streams.set(`${request.tenant} ${request.streamId}`, ALONE);
  }
  let characters = 0;
  for (const [at, item] of queue.entries()) {
    const { request } = item;
    const isFull = batch.length > 0 && characters + request.characters > charactersMax;
    if (batch.length === requestsMax || isFull)
      return { batch, rest: [...rest, ...queue.slice(at)] };
    if (joins(request, streams, commands)) {
      batch.push(item);
      characters += request.characters;
    } else {
      rest.push(item);
    }
  }
  return { batch, rest };
}

/** Whether a request may stand beside those before it; takes note of it either way. */
function joins(
  { tenant, streamId, expect, closes, commands: own }: PreparedAppend,
  streams: Map<string, number>,
  commands: Set<string>,
): boolean {
  const stream = `${tenant} ${streamId}`;
  const kind = closes ? ALONE : expect;
  const before = streams.get(stream);
  const isFree = before === undefined || (before === kind && (kind === ANY || kind === PRESENT));
  let isNew = true;
  for (const { commandId } of own) {
    const id = `${tenant} ${commandId}`;
    if (commands.has(id)) isNew = false;
    commands.add(id);
  }
  streams.set(stream, isFree && isNew ? kind : ALONE);
  return isFree && isNew;
}

/** Nothing may stand beside it. */
const ALONE = Number.NaN;
