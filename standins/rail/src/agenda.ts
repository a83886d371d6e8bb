/** Payments in the order of their next steps; of two that are due at once, the one that was put down first. */
export class Agenda {
  // The next one stands last, where taking it costs nothing.
  readonly #appointments: Appointment[] = [];

  put(id: string, dueMs: number): void {
    let low = 0;
    let high = this.#appointments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#appointments[middle]?.dueMs ?? 0) > dueMs) low = middle + 1;
      else high = middle;
    }
    this.#appointments.splice(low, 0, { id, dueMs });
  }

  get next(): Appointment | undefined {
    return this.#appointments.at(-1);
  }

  drop(): void {
    this.#appointments.pop();
  }
}

type Appointment = { readonly id: string; readonly dueMs: number };
