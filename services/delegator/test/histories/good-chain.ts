import type { TzktStandIn } from "@holdfast/standin-tzkt";

import type { TipHint } from "../../src/application/wakeups.ts";
import type { Step, ToldStep } from "./draw-history.ts";

/** Blocks on top of a block that make it final. */
const FINALITY = 2;

/** A chain of which no block is replaced that has ever had two blocks on top. */
export class GoodChain {
  readonly #tzkt: TzktStandIn;
  readonly #note: (text: string) => void;
  #highest: number;

  constructor(tzkt: TzktStandIn, note: (text: string) => void) {
    this.#tzkt = tzkt;
    this.#note = note;
    this.#highest = tzkt.head;
  }

  get head(): number {
    return this.#tzkt.head;
  }

  /** Nothing up to this level can change any more. */
  get final(): number {
    return this.#highest - FINALITY;
  }

  /** Lets the chain do it; what the hub says of it, if anything. */
  act(step: ToldStep): TipHint {
    const hint = this.#do(step);
    this.#highest = Math.max(this.#highest, this.head);
    this.#note(`${JSON.stringify(step)} → head ${this.head}`);
    return step.isTold ? hint : {};
  }

  #do(step: Step): TipHint {
    switch (step.does) {
      case "advance":
        this.#tzkt.advance(step.blocks);
        return { head: this.head };
      case "reorg":
      case "shorten":
        return this.#replace(step);
      case "renumber":
        this.#tzkt.renumber();
        return {};
      case "nothing":
        return {};
      default:
        return step satisfies never;
    }
  }

  #replace(step: Extract<Step, { readonly does: "reorg" | "shorten" }>): TipHint {
    const depth = Math.min(step.depth, this.head - this.final);
    if (depth < 1) return {};
    const reorgTo = this.head - depth;
    if (step.does === "shorten") this.#tzkt.shorten(depth);
    else this.#tzkt.reorg(depth, step.variant);
    return { reorgTo, head: this.head };
  }
}
