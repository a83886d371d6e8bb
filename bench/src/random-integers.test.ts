import { expect, it } from "vitest";

import { randomIntegers } from "./random-integers.ts";

it("draws from 1 to the highest, both included", () => {
  expect(new Set(randomIntegers(200, 3))).toEqual(new Set([1, 2, 3]));
});

it("draws the same again for the same seed, and others for another", () => {
  expect(randomIntegers(5, 15_219, 7)).toEqual(randomIntegers(5, 15_219, 7));
  expect(randomIntegers(5, 15_219, 7)).not.toEqual(randomIntegers(5, 15_219, 8));
});
