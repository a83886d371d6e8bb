import type { Tagged } from "../decider.ts";
import type { LoadedStream, SnapshotKey, StreamAddress } from "../event-store/event-store.ts";
import type { HandlingOptions } from "./handling-options.ts";
import type { SnapshotOptions } from "./snapshot-options.ts";
import type { KnownState } from "./state-cache.ts";

const EVERY = 200;
/** Streams that wait to be kept; a further one is passed over until it has grown by as much again. */
const WAITING_MAX = 1_000;
/** Whoever waits for the answer of a command goes first. */
const REST_MS = 1;

type Options<State> = Pick<
  HandlingOptions<Tagged, State, Tagged, unknown>,
  "store" | "sleep" | "schemaVersions"
>;

type Waiting<State> = { readonly stream: StreamAddress; readonly known: KnownState<State> };

/** Takes snapshots after events are stored, one at a time and beside the commands, and reads them. */
export class Snapshots<State> {
  readonly key: SnapshotKey;
  readonly #options: SnapshotOptions<State>;
  readonly #store: Options<State>["store"];
  readonly #sleep: Options<State>["sleep"];
  readonly #waiting = new Map<string, Waiting<State>>();
  #isRunning = false;

  constructor(options: SnapshotOptions<State>, { store, sleep, schemaVersions }: Options<State>) {
    const { reducer, version } = options;
    const events = Object.entries(schemaVersions).map(([type, schema]) => `${type}:${schema}`);
    this.key = { reducer, fingerprint: [version, ...events.toSorted()].join(" ") };
    this.#options = options;
    this.#store = store;
    this.#sleep = sleep;
  }

  /** The state that was kept; undefined if there is none, or none that can be read. */
  read({ snapshot }: LoadedStream): KnownState<State> | undefined {
    if (snapshot === undefined) return undefined;
    const { version, state } = snapshot;
    // What was written under this fingerprint is such a state.
    const isState = (_json: unknown): _json is State => true;
    const { codec, onError } = this.#options;
    try {
      if (codec !== undefined) return { version, state: codec.decode(state) };
      return isState(state) ? { version, state } : undefined;
    } catch (error) {
      onError?.(error);
      return undefined;
    }
  }

  /** Keeps a state some time soon, if the stream has grown enough since the version it was known at. */
  offer(stream: StreamAddress, since: number, known: KnownState<State>): void {
    const { every = EVERY } = this.#options;
    if (Math.floor(known.version / every) === Math.floor(since / every)) return;
    const key = `${stream.tenant} ${stream.streamId}`;
    if (this.#waiting.size >= WAITING_MAX && !this.#waiting.has(key)) return;
    this.#waiting.set(key, { stream, known });
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    const { codec, onError } = this.#options;
    // A map goes on to what is put in while it is walked.
    for (const [key, { stream, known }] of this.#waiting) {
      this.#waiting.delete(key);
      const { version, state } = known;
      try {
        await this.#sleep(REST_MS);
        const json = codec === undefined ? state : codec.encode(state);
        const { tenant, streamId } = stream;
        await this.#store.saveSnapshot({ tenant, streamId, ...this.key, version, state: json });
      } catch (error) {
        onError?.(error);
      }
    }
    this.#isRunning = false;
  }
}
