import { expect, it } from "vitest";

import { Recent } from "./recent.ts";

it("drops what is over, also what nobody asks for any more", () => {
  let nowMs = 0;
  const recent = new Recent<string>({ nowMs: () => nowMs, ttlMs: 10, sizeMax: 5 });
  recent.set("a", "1");
  nowMs = 5;
  recent.set("b", "2");
  nowMs = 10;
  expect(recent.get("b")).toBe("2");
  expect(recent.size).toBe(1);
  nowMs = 20;
  expect(recent.get("c")).toBeUndefined();
  expect(recent.size).toBe(0);
});
