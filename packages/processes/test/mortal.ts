/** The process has died; nothing that it asks for happens any more. */
class Died extends RangeError {}

/** When a process dies: at which call to its stores, before that has an effect or after it, unheard. */
export type Fate = { readonly atCall: number; readonly side: "before" | "after" };

const NEVER: Fate = { atCall: Number.POSITIVE_INFINITY, side: "before" };

/** Calls that last, or ask nothing of anybody. */
const UNCOUNTED: ReadonlySet<string | symbol> = new Set(["watch", "isTransient", "events"]);

/** A process that may die at any call to its stores. */
export class Mortal {
  readonly #fate: Fate;
  readonly #end = new AbortController();
  #calls = 0;

  constructor(fate: Fate = NEVER) {
    this.#fate = fate;
  }

  get isDead(): boolean {
    return this.#end.signal.aborted;
  }

  /** Aborts when it dies or is ended. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  end(): void {
    this.#end.abort();
  }

  /** The same store, as this process sees it. */
  sees<Store extends object>(store: Store): Store {
    return new Proxy(store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function" || UNCOUNTED.has(name)) return value;
        return (...given: unknown[]) => this.#live(() => Reflect.apply(value, target, given));
      },
    });
  }

  async #live(call: () => unknown): Promise<unknown> {
    if (this.isDead) throw new Died();
    this.#calls += 1;
    const isLast = this.#calls === this.#fate.atCall;
    if (isLast && this.#fate.side === "before") this.#die();
    const answer = await call();
    if (isLast) this.#die();
    if (this.isDead) throw new Died();
    return answer;
  }

  #die(): never {
    this.#end.abort();
    throw new Died();
  }
}
