/** How many follow at the same time, and how many may. */
export class StreamClients {
  readonly #max: number;
  #count = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** How many follow now. */
  get count(): number {
    return this.#count;
  }

  /** A place until it is disposed of; undefined when all are taken. */
  enter(): Disposable | undefined {
    if (this.#count >= this.#max) return undefined;
    this.#count += 1;
    return { [Symbol.dispose]: () => void (this.#count -= 1) };
  }
}
