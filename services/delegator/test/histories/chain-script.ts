import type { TipHint, Wakeups } from "../../src/application/wakeups.ts";
import type { SkippingClock } from "../in-memory/skipping-clock.ts";
import type { ToldStep } from "./draw-history.ts";
import type { GoodChain } from "./good-chain.ts";

/** After so many looks in a row without news the mirror is at rest. */
const QUIET_LOOKS = 12;
/** A mirror that is not at rest by then never will be: more than an hour, within which an audit is made anew. */
const LOOKS_MAX = 1_500;

/** A mirror kept on changing although the chain stood still. */
class NeverAtRest extends Error {
  override readonly name = "NeverAtRest";
  readonly code = "never_at_rest";
}

export type ScriptOptions = {
  readonly chain: GoodChain;
  readonly clock: SkippingClock;
  readonly steps: readonly ToldStep[];
  /**
   * Called when all steps are done, an audit has come to its end and nothing has changed for a while; an error when that
   * never happens.
   */
  readonly onRest: (error?: NeverAtRest) => void;
};

/** Lets the chain do one thing between two looks; the looks themselves are what time consists of. */
export class ChainScript implements Wakeups, AsyncDisposable {
  readonly #options: ScriptOptions;
  #done = 0;
  #quiet = 0;
  #looks = 0;
  #isAudited = false;

  constructor(options: ScriptOptions) {
    this.#options = options;
  }

  /** Something changed in the mirror, or went wrong on the way. */
  readonly stir = (): void => {
    this.#quiet = 0;
  };

  /** An audit came to its end. It runs beside the looks, however many of them there are meanwhile. */
  readonly audited = (): void => {
    this.#isAudited = true;
  };

  async next(waitMs: number, signal: AbortSignal): Promise<TipHint> {
    const { clock, chain, steps, onRest } = this.#options;
    await clock.sleep(waitMs, signal);
    const step = steps[this.#done];
    if (step !== undefined) {
      this.#done += 1;
      return chain.act(step);
    }
    this.#quiet += 1;
    this.#looks += 1;
    if (this.#quiet > QUIET_LOOKS && this.#isAudited) onRest();
    else if (this.#looks > LOOKS_MAX) onRest(new NeverAtRest(`${LOOKS_MAX} looks`));
    return {};
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve();
  }
}
