import { ANY, type PreparedAppend, PRESENT } from "@holdfast/cqrs/event-store";

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

/** What its requests expect, and whether they are under way. */
type Stream = { kind: number; isBefore: boolean };
type Tenant = { readonly streams: Map<string, Stream>; readonly commands: Set<string> };

/** The streams and commands of some requests. Joined keys would have to be hashed anew each time. */
class Names {
  readonly #tenants = new Map<string, Tenant>();

  /** Takes note of what is under way. Only a last request with events can tell that its batch is in the log. */
  putBefore(underWay: readonly PreparedAppend[]): void {
    for (const request of underWay) this.join(request);
    const canBeFollowed = underWay.at(-1)?.events.length !== 0;
    for (const { streams } of this.#tenants.values()) {
      for (const stream of streams.values()) {
        stream.isBefore = true;
        if (!canBeFollowed) stream.kind = ALONE;
      }
    }
  }

  /** Where a request may stand in view of those before it; takes note of it either way. */
  join(request: PreparedAppend): "beside" | "behind" | "held_back" {
    const { streams, commands } = this.#of(request.tenant);
    const isNew = addAll(commands, request);
    const kind = isNew && !request.closes ? request.expect : ALONE;
    const before = streams.get(request.streamId);
    if (before === undefined) {
      streams.set(request.streamId, { kind, isBefore: false });
      return isNew ? "beside" : "held_back";
    }
    if (before.kind === kind && (kind === ANY || kind === PRESENT)) {
      return before.isBefore ? "behind" : "beside";
    }
    before.kind = ALONE;
    return "held_back";
  }

  #of(tenant: string): Tenant {
    const known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    const fresh: Tenant = { streams: new Map(), commands: new Set() };
    this.#tenants.set(tenant, fresh);
    return fresh;
  }
}

/** Whether none of a request's commands was there before. */
function addAll(commands: Set<string>, request: PreparedAppend): boolean {
  const size = commands.size + request.commands.length;
  for (const { commandId } of request.commands) commands.add(commandId);
  return commands.size === size;
}

/** Nothing may stand beside it. */
const ALONE = Number.NaN;
