/** Payments in the order of their next steps; of two that are due at once, the one that was put down first. */
export class Agenda {
  // A binary heap: whoever stands at n comes before those at 2n + 1 and 2n + 2. With a sorted list, reading a journal
  // of 20,000 payments took 2.7 s of processor time instead of 0.7 s.
  readonly #heap: Appointment[] = [];
  #count = 0;

  get next(): Appointment | undefined {
    return this.#heap[0];
  }

  put(id: string, dueMs: number): void {
    this.#count += 1;
    const fresh = { id, dueMs, nth: this.#count };
    let at = this.#heap.length;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      const other = this.#heap[above];
      if (other === undefined || isBefore(other, fresh)) break;
      this.#heap[at] = other;
      at = above;
    }
    this.#heap[at] = fresh;
  }

  /** Drops the next one. */
  drop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let at = 0;
    for (let below = this.#earlierBelow(at); below !== undefined; below = this.#earlierBelow(at)) {
      if (isBefore(last, below.appointment)) break;
      this.#heap[at] = below.appointment;
      at = below.at;
    }
    this.#heap[at] = last;
  }

  #earlierBelow(
    at: number,
  ): { readonly at: number; readonly appointment: Appointment } | undefined {
    const [left, right] = [this.#heap[2 * at + 1], this.#heap[2 * at + 2]];
    if (left === undefined) return undefined;
    return right === undefined || isBefore(left, right)
      ? { at: 2 * at + 1, appointment: left }
      : { at: 2 * at + 2, appointment: right };
  }
}

type Appointment = {
  readonly id: string;
  readonly dueMs: number;
  /** In the order of being put down. */
  readonly nth: number;
};

function isBefore(one: Appointment, other: Appointment): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.nth < other.nth);
}
