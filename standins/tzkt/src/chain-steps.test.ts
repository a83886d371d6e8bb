import { describe, expect, it } from "vitest";

import { busy, records } from "../test/read-chain.ts";
import { ChainSteps } from "./chain-steps.ts";

describe("what a chain does by itself", () => {
  it("never takes back a block that was ever two below the head", () => {
    const chain = busy();
    const steps = new ChainSteps(chain, { reorgs: 0.6, seed: 3 });
    const first = chain.present.head;
    const hashes = new Map<number, string>();
    let [highest, reorgs] = [first, 0];
    chain.onChange(({ kind }) => (reorgs += kind === "reorganised" ? 1 : 0));
    const broken: number[] = [];
    while (steps.made < 300) {
      steps.next();
      const { present } = chain;
      highest = Math.max(highest, present.head);
      for (let level = first; level <= highest - 2; level += 1) {
        const hash = present.blockHash(level);
        if (hash !== (hashes.get(level) ?? hash)) broken.push(level);
        hashes.set(level, hash);
      }
    }
    expect(broken).toEqual([]);
    expect(reorgs).toBeGreaterThan(100);
  });

  it("is the same for the same seed and chance", () => {
    const [one, other] = [busy(), busy()];
    for (const chain of [one, other]) {
      const steps = new ChainSteps(chain, { reorgs: 0.3, seed: 3 });
      while (steps.made < 50) steps.next();
    }
    expect(records(one.present)).toEqual(records(other.present));
  });

  it("is refused when the chance is none", () => {
    expect(() => new ChainSteps(busy(), { reorgs: 1.1, seed: 3 })).toThrow(
      "a chance is from 0 to 1, not 1.1",
    );
  });
});
