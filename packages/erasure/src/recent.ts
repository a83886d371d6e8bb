/** Of a full one the sixteenth that was not used for longest goes. */
const EVICTED_SHARE = 16;

/** The entries used last, for a while each. What is over is dropped, not only passed over: it may be a key. */
export class Recent<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly untilMs: number }>();
  readonly #options: RecentOptions;
  #purgeAtMs: number;

  constructor(options: RecentOptions) {
    this.#options = options;
    this.#purgeAtMs = options.nowMs() + options.ttlMs;
  }

  get(name: string): Value | undefined {
    this.#purge();
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
    this.#purge();
    this.#entries.delete(name);
    this.#entries.set(name, { value, untilMs: nowMs() + ttlMs });
    if (this.#entries.size > sizeMax) this.#evict(Math.max(1, Math.ceil(sizeMax / EVICTED_SHARE)));
  }

  /** Several at once: a map looks for its first entry among all that were deleted before it. */
  #evict(count: number): void {
    let left = count;
    for (const name of this.#entries.keys()) {
      if (left === 0) return;
      this.#entries.delete(name);
      left -= 1;
    }
  }

  /** How many there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** Once in each time to live: nothing stays longer than twice as long, as long as anybody asks. */
  #purge(): void {
    const { nowMs, ttlMs } = this.#options;
    const now = nowMs();
    if (now < this.#purgeAtMs) return;
    this.#purgeAtMs = now + ttlMs;
    for (const [name, { untilMs }] of this.#entries) {
      if (untilMs <= now) this.#entries.delete(name);
    }
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
  /** A clock that nobody sets back. */
  readonly nowMs: () => number;
  readonly ttlMs: number;
  readonly sizeMax: number;
};
