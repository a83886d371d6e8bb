import type { Sleep } from "@holdfast/cqrs/subscriptions";

type Sleeper = { readonly atMs: number; readonly wake: () => void };

/** A time that jumps to the next sleeper as soon as nothing else is to be done. */
export class VirtualTime {
  #nowMs = 1_764_000_000_000;
  readonly #sleepers = new Set<Sleeper>();
  #isPumping = false;

  readonly nowMs = (): number => this.#nowMs;

  readonly pass = (ms: number): void => {
    this.#nowMs += ms;
  };

  readonly sleep: Sleep = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const sleeper = { atMs: this.#nowMs + ms, wake: () => settle(() => resolve(undefined)) };
      const settle = (end: () => void): void => {
        signal.removeEventListener("abort", onAbort);
        this.#sleepers.delete(sleeper);
        end();
      };
      const onAbort = (): void => settle(() => reject(signal.reason));
      signal.addEventListener("abort", onAbort, { once: true });
      this.#sleepers.add(sleeper);
      return this.#pump();
    });

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    setImmediate(() => {
      this.#isPumping = false;
      const [first] = [...this.#sleepers].sort((a, b) => a.atMs - b.atMs);
      if (first === undefined) return;
      this.#nowMs = Math.max(this.#nowMs, first.atMs);
      first.wake();
      this.#pump();
    });
  }
}
