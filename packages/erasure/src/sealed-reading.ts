import type { Tagged } from "@holdfast/cqrs";
import type {
  Appended,
  AppendRequest,
  EventStore,
  LoadedStream,
  Snapshot,
  StoredEvent,
  StreamAddress,
  StreamWanted,
} from "@holdfast/cqrs/event-store";

import { keyIdsOfState, openedState, sealedState } from "./sealed-snapshot.ts";
import { allOf, isSealed, keyIdsIn, sealsIn } from "./sealed-values.ts";
import type { Sealing } from "./sealing.ts";
import { StreamKeyIds } from "./stream-key-ids.ts";

/** Events that are read again, with their ids, in one question. */
const PAGE = 1_000;

/** Streams and states as they were before they were sealed. */
export class SealedReading {
  readonly #keyIds = new StreamKeyIds();
  readonly #store: EventStore;
  readonly #sealing: Sealing;

  constructor(store: EventStore, sealing: Sealing) {
    this.#store = store;
    this.#sealing = sealing;
  }

  async load(wanted: StreamWanted): Promise<LoadedStream> {
    const loaded = await this.#store.loadStream(wanted);
    this.#learn(wanted, loaded);
    const events = await this.#opened(wanted, loaded);
    const { snapshot, ...rest } = loaded;
    if (snapshot === undefined) return { ...rest, events };
    const { reducer = "" } = wanted.snapshot ?? {};
    const keys = await this.#sealing.keys.forReading(wanted.tenant, keyIdsOfState(snapshot.state));
    const place = { ...wanted, reducer, version: snapshot.version };
    const read = openedState(snapshot.state, place, keys);
    if (read !== undefined) {
      return { ...rest, events, snapshot: { version: snapshot.version, state: read.state } };
    }
    const { snapshot: _, ...whole } = wanted;
    return this.load(whole);
  }

  /** Keeps a state, sealed by the keys of everybody in the stream; not at all once one of them was erased. */
  async saveSnapshot(snapshot: Snapshot): Promise<void> {
    const keyIds = [...(await this.keyIdsOf(snapshot, snapshot.version))];
    if (keyIds.length === 0) {
      // A state that looks sealed could not be told from one that is.
      if (!isSealed(snapshot.state)) await this.#store.saveSnapshot(snapshot);
      return;
    }
    const keys = allOf(keyIds, await this.#sealing.keys.forReading(snapshot.tenant, keyIds));
    // It may have been made before the erasure.
    if (keys === undefined) return;
    const state = sealedState(snapshot, keys, this.#sealing.randomBytes);
    await this.#store.saveSnapshot({ ...snapshot, state });
  }

  /** By which keys the events of a stream up to a version were sealed, or all that there are; perhaps some more. */
  async keyIdsOf(
    { tenant, streamId }: StreamAddress,
    version: number | undefined,
  ): Promise<ReadonlySet<string>> {
    const wanted = { tenant, streamId };
    const known = this.#keyIds.of(wanted);
    if (known !== undefined && version !== undefined && known.version >= version) {
      return known.keyIds;
    }
    const after = known?.version ?? 0;
    const loaded = await this.#store.loadStream({ ...wanted, after });
    const keyIds = keyIdsOfEvents(loaded.events);
    this.#keyIds.learn(wanted, { after, version: loaded.version, keyIds });
    return new Set([...(known?.keyIds ?? []), ...keyIds]);
  }

  /** Some events were stored, which are now the last of their stream. */
  stored(stream: StreamAddress, version: number, events: readonly Tagged[]): void {
    const keyIds = keyIdsOfEvents(events);
    // Of a stream that nobody has read nobody asks, most likely; if somebody does, it is read then.
    if (keyIds.length === 0 && this.#keyIds.of(stream) === undefined) return;
    this.#keyIds.learn(stream, { after: version - events.length, version, keyIds });
  }

  /** The same of events in which nothing is sealed; of those that were stored before, nothing is learnt. */
  storedPlain(request: AppendRequest, { status, version }: Appended): void {
    if (status !== "ok" || this.#keyIds.of(request) === undefined) return;
    const count = request.commands.reduce((sum, { events }) => sum + events.length, 0);
    this.#keyIds.learn(request, { after: version - count, version, keyIds: [] });
  }

  #learn(wanted: StreamWanted, { version, events, snapshot }: LoadedStream): void {
    const keyIds = [...keyIdsOfEvents(events), ...keyIdsOfState(snapshot?.state)];
    // A snapshot tells of all that came before the events.
    const after = snapshot === undefined ? (wanted.after ?? 0) : 0;
    this.#keyIds.learn(wanted, { after, version, keyIds });
  }

  /** A load knows no ids, which sealed values are bound to; so events that hold some are read once more. */
  async #opened(
    stream: StreamAddress,
    { version, events }: LoadedStream,
  ): Promise<readonly Tagged[]> {
    if (keyIdsOfEvents(events).length === 0 && !events.some(hasSeal)) return events;
    const { tenant, streamId } = stream;
    const stored: StoredEvent[] = [];
    while (stored.length < events.length) {
      const from = version - events.length + stored.length + 1;
      const max = Math.min(PAGE, events.length - stored.length);
      const page = await this.#store.readStream({ tenant, streamId, from, max });
      if (page.length === 0) throw new RangeError(`${streamId} has fewer events than it had`);
      stored.push(...page);
    }
    return (await this.#sealing.open(stored)).map(({ event }) => event);
  }
}

function keyIdsOfEvents(events: readonly Tagged[]): readonly string[] {
  return events.flatMap((event) => keyIdsIn(sealsIn(event)));
}

function hasSeal(event: Tagged): boolean {
  return sealsIn(event).length > 0;
}
