import { ANY, type PreparedAppend, PRESENT } from "@holdfast/cqrs/event-store";

/** What its requests expect, and whether they are under way. */
type Stream = { kind: number; isBefore: boolean };
type Tenant = { readonly streams: Map<string, Stream>; readonly commands: Set<string> };

/** The streams and commands of some requests. Joined keys would have to be hashed anew each time. */
export class Names {
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
    if (isShared(before.kind, kind)) {
      return before.isBefore ? "behind" : "beside";
    }
    before.kind = ALONE;
    return "held_back";
  }

  /** Whether all parts of a command may stand beside the requests before them; takes note of them either way. */
  joinWhole(parts: readonly PreparedAppend[]): boolean {
    const [first] = parts;
    if (first === undefined) return true;
    if (parts.length === 1) return this.join(first) === "beside";
    const { streams, commands } = this.#of(first.tenant);
    // The parts are of one command, and each is for a stream of its own.
    const isNew = addAll(commands, first);
    const isBeside = isNew && parts.every((part) => isFree(streams.get(part.streamId), part));
    for (const { streamId, closes, expect } of parts) {
      const kind = isBeside && !closes ? expect : ALONE;
      streams.set(streamId, { kind, isBefore: false });
    }
    return isBeside;
  }

  #of(tenant: string): Tenant {
    const known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    const fresh: Tenant = { streams: new Map(), commands: new Set() };
    this.#tenants.set(tenant, fresh);
    return fresh;
  }
}

/** Whether a stream has no other requests than such as a part may stand beside. */
function isFree(before: Stream | undefined, { closes, expect }: PreparedAppend): boolean {
  return before === undefined || (!closes && isShared(before.kind, expect));
}

/** Whether requests for one stream may stand beside each other. */
function isShared(before: number, kind: number): boolean {
  return before === kind && (kind === ANY || kind === PRESENT);
}

/** Whether none of a request's commands was there before. */
function addAll(commands: Set<string>, request: PreparedAppend): boolean {
  const size = commands.size + request.commands.length;
  for (const { commandId } of request.commands) commands.add(commandId);
  return commands.size === size;
}

/** Nothing may stand beside it. */
const ALONE = Number.NaN;
