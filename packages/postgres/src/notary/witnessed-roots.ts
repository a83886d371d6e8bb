import { type Believed, type ExpectedRoot, expectedRoot, rootFault } from "./expected-roots.ts";
import { faultAt, type LogFault } from "./log-fault.ts";

/** The checkpoints of a witness, or of an export, read along with the log: each is held only until its size comes. */
export class WitnessedRoots implements AsyncDisposable {
  readonly #notes: AsyncIterator<string> | undefined;
  readonly #believed: Believed;
  #next: ExpectedRoot | undefined;
  #last = 0;
  #fault: LogFault | undefined;
  #isOver = false;

  constructor(notes: AsyncIterable<string> | undefined, believed: Believed) {
    this.#notes = notes?.[Symbol.asyncIterator]();
    this.#believed = believed;
  }

  /** Those up to a size; from the first one that nobody believes, none. */
  async upTo(size: number, sealed: number) {
    const roots: ExpectedRoot[] = [];
    for (;;) {
      this.#next ??= await this.#read(sealed);
      if (this.#next === undefined || this.#next.size > size) break;
      roots.push(this.#next);
      this.#next = undefined;
    }
    return { roots, fault: this.#fault };
  }

  /** The fault of a checkpoint that speaks for more than there is. */
  async beyond(end: number): Promise<LogFault | undefined> {
    const { fault } = await this.upTo(end, end);
    return this.#next === undefined ? fault : rootFault(this.#next, 0, end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#notes?.return?.();
  }

  async #read(walked: number): Promise<ExpectedRoot | undefined> {
    const sealed = Math.max(walked, this.#last);
    if (this.#isOver) return undefined;
    const result = await this.#notes?.next();
    this.#isOver = result === undefined || result.done === true;
    if (result === undefined || result.done === true) return undefined;
    const root = expectedRoot({ note: result.value, from: "witness" }, this.#believed, sealed);
    if (!("code" in root) && root.size >= this.#last) {
      this.#last = root.size;
      return root;
    }
    this.#isOver = true;
    const isUnordered = !("code" in root);
    this.#fault = isUnordered
      ? faultAt(
          "witness_not_believed",
          [sealed + 1, this.#last],
          "its checkpoints are out of order",
        )
      : root;
    return undefined;
  }
}
