/** The entries used last, for a while each. */
export class Recent<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly untilMs: number }>();
  readonly #options: RecentOptions;

  constructor(options: RecentOptions) {
    this.#options = options;
  }

  get(name: string): Value | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    this.#entries.delete(name);
    if (entry.untilMs <= this.#options.nowMs()) return undefined;
    // A map keeps the order of insertion: what is put in anew is the last to go.
    this.#entries.set(name, entry);
    return entry.value;
  }

  set(name: string, value: Value): void {
    const { nowMs, ttlMs, sizeMax } = this.#options;
    this.#entries.delete(name);
    this.#entries.set(name, { value, untilMs: nowMs() + ttlMs });
    if (this.#entries.size <= sizeMax) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }

  /** Whether there is such a value. */
  some(isSought: (value: Value) => boolean): boolean {
    const nowMs = this.#options.nowMs();
    for (const { value, untilMs } of this.#entries.values()) {
      if (untilMs > nowMs && isSought(value)) return true;
    }
    return false;
  }

  clear(): void {
    this.#entries.clear();
  }
}

/** How long entries are good, and how many there are at most. */
export type RecentOptions = {
  readonly nowMs: () => number;
  readonly ttlMs: number;
  readonly sizeMax: number;
};
