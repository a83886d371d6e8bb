/** What one request may hold. The same order of size as the atomic batches of other logs. */
export const LIMITS = {
  eventBytesMax: 1_048_576,
  /** Of events, and of commands. */
  requestEventsMax: 1_000,
  partsMax: 1_024,
  requestBytesMax: 16_777_216,
  /** A larger state is better served by shorter streams. */
  snapshotCharactersMax: 16_777_216,
  /** Ids are keys of indexes, which take 2.7 kB at most. */
  idCharactersMax: 512,
} as const;
