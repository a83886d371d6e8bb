import { presentEvent } from "../catalogue/present-event.ts";
import type { Decider, Tagged } from "../decider.ts";
import type { LoadedStream, StreamAddress } from "../event-store/event-store.ts";
import { evolveAll } from "../fold.ts";
import type { HandlingOptions } from "./handling-options.ts";
import { Snapshots } from "./snapshots.ts";
import { type KnownState, StateCache } from "./state-cache.ts";

const CACHE_SIZE = 10_000;

type Evolution<State, Event extends Tagged> = Pick<
  Decider<Tagged, State, Event>,
  "initialState" | "evolve"
>;

type Options<State, Event extends Tagged> = Pick<
  HandlingOptions<Tagged, State, Event, unknown>,
  "store" | "sleep" | "schemaVersions" | "upcast" | "snapshots" | "cacheSize"
>;

/** The states of streams: remembered, or made of a snapshot and what came after it. */
export class StreamStates<State, Event extends Tagged> {
  readonly #evolution: Evolution<State, Event>;
  readonly #options: Options<State, Event>;
  readonly #cache: StateCache<State>;
  readonly #snapshots: Snapshots<State> | undefined;

  constructor(evolution: Evolution<State, Event>, options: Options<State, Event>) {
    this.#evolution = evolution;
    this.#options = options;
    this.#cache = new StateCache(options.cacheSize ?? CACHE_SIZE);
    const { snapshots } = options;
    this.#snapshots = snapshots === undefined ? undefined : new Snapshots(snapshots, options);
  }

  /** As this process last saw it, which may be long ago. */
  remembered(stream: StreamAddress): KnownState<State> | undefined {
    return this.#cache.get(keyOf(stream));
  }

  forget(stream: StreamAddress): void {
    this.#cache.delete(keyOf(stream));
  }

  /** As the store has it. */
  async load(stream: StreamAddress): Promise<KnownState<State>> {
    const { store } = this.#options;
    const snapshots = this.#snapshots;
    if (snapshots === undefined) return this.#grown(stream, await store.loadStream(stream));
    const loaded = await store.loadStream({ ...stream, snapshot: snapshots.key });
    const kept = snapshots.read(loaded);
    const isUnread = loaded.snapshot !== undefined && kept === undefined;
    const whole = isUnread ? await store.loadStream(stream) : loaded;
    const known = this.#grown(stream, whole, kept);
    snapshots.offer(stream, kept?.version ?? 0, known);
    return known;
  }

  /** As the store has it, when all but its newest events are known. */
  async refresh(stream: StreamAddress, from: KnownState<State>): Promise<KnownState<State>> {
    const { store } = this.#options;
    return this.#grown(stream, await store.loadStream({ ...stream, after: from.version }), from);
  }

  /** What was stored has made this of it. */
  stored(stream: StreamAddress, since: number, known: KnownState<State>): void {
    this.#cache.set(keyOf(stream), known);
    this.#snapshots?.offer(stream, since, known);
  }

  #grown(
    stream: StreamAddress,
    { version, events, schemaVersions }: LoadedStream,
    from?: KnownState<State>,
  ): KnownState<State> {
    const { streamId } = stream;
    const present = events.map((event, at) =>
      presentEvent({ streamId, event, schemaVersion: schemaVersions[at] ?? 0 }, this.#options),
    );
    const state = evolveAll(
      this.#evolution,
      from === undefined ? this.#evolution.initialState() : from.state,
      present,
    );
    const known = { version, state };
    this.#cache.set(keyOf(stream), known);
    return known;
  }
}

function keyOf({ tenant, streamId }: StreamAddress): string {
  return `${tenant} ${streamId}`;
}
