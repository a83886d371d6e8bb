import { describe, expect, it } from "vitest";

import { decodeAll } from "./decode-all.ts";
import { mutatedInputs } from "./mutated-inputs.ts";
import { drawFrom, mutated } from "./mutation.ts";

describe("mutated inputs", () => {
  it("are read or refused, and some of each", async () => {
    const { read, refused } = await mutatedInputs(1, 300);
    expect(read + refused).toBe(300);
    expect(Math.min(read, refused)).toBeGreaterThan(20);
  });

  it("follow from the seed, and leave the original alone", () => {
    const original = Buffer.from("0123456789");
    const made = (seed: number) =>
      Buffer.from(mutated(original, Buffer.from("abcdef"), drawFrom(seed))).toString("hex");
    expect(made(5)).toBe(made(5));
    expect(new Set(Array.from({ length: 50 }, (_, seed) => made(seed))).size).toBeGreaterThan(40);
    expect(original.toString()).toBe("0123456789");
  });

  it("that are read are compared with what is written", async () => {
    expect(await decodeAll(Buffer.from("nothing at all"))).toBe("refused");
    await expect(mutatedInputs(1, Number.NaN)).resolves.toEqual({ read: 0, refused: 0 });
  });
});
