import type { EventReader } from "../catalogue/event-catalogue.ts";
import type { Tagged } from "../decider.ts";
import type { EventStore } from "../event-store/event-store.ts";
import type { CommandMessage } from "./handled.ts";
import type { HandlingObserver } from "./handling-observer.ts";
import type { SnapshotOptions } from "./snapshot-options.ts";

/** What handling needs besides the decider. */
export type HandlingOptions<Command extends Tagged, State, Event extends Tagged, Context> = {
  readonly store: EventStore;
  /** The time, new ids, the actor: asked for anew each time a command is decided. */
  readonly context: (message: CommandMessage<Command>) => Context;
  /** From 0 up to 1; spreads the retries of writers that met. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Streams whose state is kept; 10,000. With 0 every command loads its stream. */
  readonly cacheSize?: number;
  /** Whenever it tells another number, the states that are kept are forgotten: somebody's data was erased. */
  readonly generation?: () => number;
  /** What is kept to answer a repeated command with. */
  readonly answer?: (events: readonly Event[], state: State) => unknown;
  /** Nothing personal is in the commands and their answers; a store that seals has less to do then. */
  readonly namesNobody?: boolean;
  /** The types of events the decider knows, with the version their fields are in. Others are not guessed at. */
  readonly schemaVersions: Readonly<Record<Event["type"], number>>;
  /** Reads older versions. With an `eventCatalogue`: `{ ...catalogue }` gives both. */
  readonly upcast?: EventReader<Event>["upcast"];
  /** Without it every stream is loaded from its first event. */
  readonly snapshots?: SnapshotOptions<State>;
  /** Left out, nothing is measured. */
  readonly observer?: HandlingObserver;
};
