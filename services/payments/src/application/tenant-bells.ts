/** Somebody who waits for something to happen to a tenant. */
export type BellSeat = Disposable & {
  /** Ends when something has happened since the last time, or after so many milliseconds, or with the signal. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

type Bell = { hasRung: boolean; wake: () => void };

/** Wakes those who follow a tenant's events when there are new ones, and nobody else. */
export class TenantBells {
  readonly #bells = new Map<string, Set<Bell>>();
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;

  constructor(sleep: (ms: number, signal: AbortSignal) => Promise<unknown>) {
    this.#sleep = sleep;
  }

  /** A seat for as long as it is not disposed of. What happens from now on is not missed. */
  join(tenant: string): BellSeat {
    const bell: Bell = { hasRung: false, wake: () => undefined };
    const bells = this.#bells.get(tenant) ?? new Set<Bell>();
    this.#bells.set(tenant, bells.add(bell));
    return {
      wait: (ms, signal) => this.#wait(bell, ms, signal),
      [Symbol.dispose]: () => {
        bells.delete(bell);
        if (bells.size === 0 && this.#bells.get(tenant) === bells) this.#bells.delete(tenant);
      },
    };
  }

  ring(tenants: Iterable<string>): void {
    for (const tenant of tenants) {
      for (const bell of this.#bells.get(tenant) ?? []) {
        bell.hasRung = true;
        bell.wake();
      }
    }
  }

  async #wait(bell: Bell, ms: number, signal: AbortSignal): Promise<void> {
    if (!bell.hasRung) {
      const woken = new AbortController();
      bell.wake = () => woken.abort();
      await this.#sleep(ms, AbortSignal.any([signal, woken.signal])).catch(() => undefined);
      bell.wake = () => undefined;
    }
    bell.hasRung = false;
  }
}
