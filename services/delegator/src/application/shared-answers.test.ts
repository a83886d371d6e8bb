import { describe, expect, it } from "vitest";

import { SharedAnswers } from "./shared-answers.ts";

function counted() {
  const asked: string[] = [];
  const answers = new SharedAnswers<string>(2);
  const get = (key: string) =>
    answers.get(key, async () => {
      asked.push(key);
      return key.toUpperCase();
    });
  return { asked, get, answers };
}

describe("shared answers", () => {
  it("work once on a question that is asked twice at the same time, or again", async () => {
    const { asked, get } = counted();
    expect(await Promise.all([get("a"), get("a")])).toEqual(["A", "A"]);
    expect(await get("a")).toBe("A");
    expect(asked).toEqual(["a"]);
  });

  it("forget the one that was asked for least recently", async () => {
    const { asked, get } = counted();
    for (const key of ["a", "b", "a", "c", "a", "b"]) await get(key);
    expect(asked).toEqual(["a", "b", "c", "b"]);
  });

  it("do not keep a failure", async () => {
    const { get, answers } = counted();
    const failure = new RangeError("no");
    await expect(answers.get("a", () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await get("a")).toBe("A");
  });
});
