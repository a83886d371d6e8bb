/** How many exports may run at the same time; the rest is refused at once, since nobody knows how long one takes. */
export class ExportSlots {
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** A slot, free again once it is disposed of; undefined when all are taken. */
  take(): Disposable | undefined {
    if (this.#free === 0) return undefined;
    this.#free -= 1;
    return {
      [Symbol.dispose]: () => {
        this.#free += 1;
      },
    };
  }
}
