/** Promises of the kernel that a simulation has seen broken. */
export class Findings {
  readonly #found: string[] = [];

  /** Takes note unless something holds. Does not throw: the kernel would take it for a failing handler. */
  hold(isTrue: boolean, broken: () => string): void {
    if (!isTrue) this.#found.push(broken());
  }

  /** Takes note of what does not hold; where every event comes by, without a closure for each. */
  add(broken: string): void {
    this.#found.push(broken);
  }

  get all(): readonly string[] {
    return this.#found;
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }
}
