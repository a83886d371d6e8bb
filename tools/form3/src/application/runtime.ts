/** Clock, chance and timers; tests bring their own. */
export type Runtime = {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** A fraction in [0, 1). */
  random(): number;
  /** A new UUID. */
  newId(): string;
  /** Calls back once, so many milliseconds from now, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
};
