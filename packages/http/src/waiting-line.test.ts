import { describe, expect, it } from "vitest";

import { WaitingLine } from "./waiting-line.ts";

describe("a line of those who wait", () => {
  it("has them in the order in which they came", () => {
    const line = new WaitingLine<string>();
    expect([line.size, line.values()]).toEqual([0, []]);
    for (const name of ["a", "b", "c"]) line.join(name);
    expect([line.size, line.values()]).toEqual([3, ["a", "b", "c"]]);
  });

  it("is left from any place, once", () => {
    const line = new WaitingLine<string>();
    const [first, second, third] = ["a", "b", "c"].map((name) => line.join(name));
    second?.();
    expect([line.size, line.values()]).toEqual([2, ["a", "c"]]);
    second?.();
    first?.();
    expect([line.size, line.values()]).toEqual([1, ["c"]]);
    third?.();
    line.join("d");
    expect([line.size, line.values()]).toEqual([1, ["d"]]);
  });

  it("is gone through as it was, whoever leaves meanwhile", () => {
    const line = new WaitingLine<string>();
    const leave = new Map(["a", "b", "c"].map((name) => [name, line.join(name)]));
    const seen: string[] = [];
    for (const name of line.values()) {
      seen.push(name);
      for (const each of ["a", "b"]) leave.get(each)?.();
    }
    expect([seen, line.values()]).toEqual([["a", "b", "c"], ["c"]]);
  });
});
