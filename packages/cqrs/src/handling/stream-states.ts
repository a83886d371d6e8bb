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
  "store" | "sleep" | "schemaVersions" | "upcast" | "snapshots" | "cacheSize" | "generation"
>;

/** The states of streams: remembered, or made of a snapshot and what came after it. */
export class StreamStates<State, Event extends Tagged> {
  readonly #evolution: Evolution<State, Event>;
  readonly #options: Options<State, Event>;
  readonly #cache: StateCache<State>;
  readonly #snapshots: Snapshots<State> | undefined;
  #generation: number;

  constructor(evolution: Evolution<State, Event>, options: Options<State, Event>) {
    this.#evolution = evolution;
    this.#options = options;
    this.#cache = new StateCache(options.cacheSize ?? CACHE_SIZE);
    this.#generation = this.#present();
    const { snapshots } = options;
    this.#snapshots = snapshots === undefined ? undefined : new Snapshots(snapshots, options);
  }

  #present(): number {
    return this.#options.generation?.() ?? 0;
  }

  /** As this process last saw it, which may be long ago. */
  remembered(stream: StreamAddress): KnownState<State> | undefined {
    const generation = this.#present();
    if (generation !== this.#generation) this.#cache.clear();
    this.#generation = generation;
    const known = this.#cache.get(keyOf(stream));
    // What was under way when the others were forgotten came in afterwards.
    return known?.generation === generation ? known : undefined;
  }

  forget(stream: StreamAddress): void {
    this.#cache.delete(keyOf(stream));
  }

  /** As the store has it. */
  async load(stream: StreamAddress): Promise<KnownState<State>> {
    const { store } = this.#options;
    const snapshots = this.#snapshots;
    const from = { generation: this.#present() };
    if (snapshots === undefined) return this.#grown(stream, await store.loadStream(stream), from);
    const loaded = await store.loadStream({ ...stream, snapshot: snapshots.key });
    const kept = snapshots.read(loaded);
    const isUnread = loaded.snapshot !== undefined && kept === undefined;
    const whole = isUnread ? await store.loadStream(stream) : loaded;
    const known = this.#grown(stream, whole, { ...kept, ...from });
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
    from: Pick<KnownState<State>, "generation"> | KnownState<State>,
  ): KnownState<State> {
    const { streamId } = stream;
    const present = events.map((event, at) =>
      presentEvent({ streamId, event, schemaVersion: schemaVersions[at] ?? 0 }, this.#options),
    );
    const state = evolveAll(
      this.#evolution,
      "state" in from ? from.state : this.#evolution.initialState(),
      present,
    );
    const known = { ...from, version, state };
    this.#cache.set(keyOf(stream), known);
    return known;
  }
}

function keyOf({ tenant, streamId }: StreamAddress): string {
  return `${tenant} ${streamId}`;
}
