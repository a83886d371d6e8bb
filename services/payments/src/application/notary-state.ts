import { NotaryUnavailable } from "./notary-unavailable.ts";

/** Whether what is signed may be relied on. */
export class NotaryState {
  #cause: unknown;
  #isRefused = false;

  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** From now on nothing is proved any more. */
  refuse(cause: unknown): void {
    this.#isRefused = true;
    this.#cause = cause;
  }

  /** Throws `NotaryUnavailable` once the notary has refused. */
  ensureSound(): void {
    if (this.#isRefused) throw new NotaryUnavailable(this.#cause);
  }
}
