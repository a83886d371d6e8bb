/** What a stream came to, as this process last saw it. */
export type KnownState<State> = {
  readonly version: number;
  readonly state: State;
  /** Of which `generation` the events were that it was made of. */
  readonly generation?: number;
};

/** The states of the streams used last. Never trusted: the version is checked when events are appended. */
export class StateCache<State> {
  readonly #states = new Map<string, KnownState<State>>();
  readonly #sizeMax: number;

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  get(stream: string): KnownState<State> | undefined {
    return this.#states.get(stream);
  }

  set(stream: string, known: KnownState<State>): void {
    // A map keeps the order of insertion: what is put in anew is the last to go.
    this.#states.delete(stream);
    this.#states.set(stream, known);
    if (this.#states.size <= this.#sizeMax) return;
    const oldest = this.#states.keys().next();
    if (oldest.done !== true) this.#states.delete(oldest.value);
  }

  clear(): void {
    this.#states.clear();
  }

  delete(stream: string): void {
    this.#states.delete(stream);
  }
}
