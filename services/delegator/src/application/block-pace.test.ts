import { expect, it } from "vitest";

import { BlockPace } from "./block-pace.ts";

it("counts down from the moment a head is first told, and never to nothing", () => {
  let now = 10_000;
  const pace = new BlockPace(() => now);
  expect(pace.secondsLeft(100)).toBe(6);
  now += 2_500;
  expect(pace.secondsLeft(100)).toBe(4);
  now += 60_000;
  expect(pace.secondsLeft(100)).toBe(1);
  expect(pace.secondsLeft(101)).toBe(6);
});
