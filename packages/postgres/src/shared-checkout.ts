import type { Checkout } from "./checkout.ts";
import { DatabaseUnavailable } from "./database-unavailable.ts";

type Shared = {
  readonly taken: Promise<Checkout>;
  users: number;
  /** Resolves when the last of them is done. */
  last: Promise<unknown>;
};

/** One connection that several callers use in the order in which they came, given back when nobody uses it any more. */
export class SharedCheckout {
  readonly #take: () => Promise<Checkout>;
  readonly #isPipelined: boolean;
  #shared: Shared | undefined;

  /** With `isPipelined` nobody waits for those before. */
  constructor(take: () => Promise<Checkout>, isPipelined: boolean) {
    this.#take = take;
    this.#isPipelined = isPipelined;
  }

  /** Calls `use` with the connection; with another one if that of the callers before is lost. */
  use<T>(use: (checkout: Checkout) => Promise<T>): Promise<T> {
    this.#shared ??= { taken: this.#take(), users: 0, last: Promise.resolve() };
    const shared = this.#shared;
    shared.users += 1;
    const before = shared.last;
    const used = this.#used(shared, async (checkout) => {
      if (!this.#isPipelined) await before;
      return use(checkout);
    });
    shared.last = used.catch(() => undefined);
    return used;
  }

  async #used<T>(shared: Shared, use: (checkout: Checkout) => Promise<T>): Promise<T> {
    let checkout: Checkout | undefined;
    try {
      checkout = await shared.taken;
      // Lost to those before, and nothing of this one was sent.
      if (checkout.lost !== undefined) throw new DatabaseUnavailable(checkout.lost, "not_applied");
      return await use(checkout);
    } finally {
      shared.users -= 1;
      const isOver = shared.users === 0 || checkout?.isSound !== true;
      if (isOver && this.#shared === shared) this.#shared = undefined;
      if (shared.users === 0) checkout?.[Symbol.dispose]();
    }
  }
}
