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

it("holds no more than it may, those used last, and nothing where it may hold nothing", () => {
  const clock = { nowMs: () => 0, ttlMs: 10 };
  const three = new Recent<string>({ ...clock, sizeMax: 3 });
  for (const name of ["a", "b", "c"]) three.set(name, name);
  three.get("a");
  three.set("d", "d");
  expect(["a", "b", "c", "d"].map((name) => three.get(name))).toEqual(["a", undefined, "c", "d"]);
  const none = new Recent<string>({ ...clock, sizeMax: 0 });
  none.set("a", "1");
  expect(none.size).toBe(0);
});
