/** When states are kept, so that a stream is not always loaded from its first event. */
export type SnapshotOptions<State> = {
  /** The name of the reducer, its own among those of the log. */
  readonly reducer: string;
  /**
   * To be raised whenever `evolve`, the initial state or the shape of the state changes: earlier snapshots are then
   * passed over. A new schema version of an event does the same by itself.
   */
  readonly version: number;
  /** Events between two snapshots of a stream; 200. */
  readonly every?: number;
  /** For states that are not JSON as they are. */
  readonly codec?: {
    readonly encode: (state: State) => unknown;
    readonly decode: (json: unknown) => State;
  };
  /** Told of a snapshot that could not be taken or read. Commands go on without it. */
  readonly onError?: (error: unknown) => void;
};
