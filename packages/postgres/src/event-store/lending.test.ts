import { expect, test } from "vitest";

import { lending } from "./lending.ts";

const lend = () => lending(() => new Set<string>(), 1);

test("what was given back is lent again, and empty", () => {
  const take = lend();
  const first = take();
  first.it.add("a");
  first[Symbol.dispose]();
  const second = take();
  expect([second.it === first.it, second.it.size]).toEqual([true, 0]);
});

test("nothing is lent to two at a time, however often it is given back", () => {
  const take = lend();
  const first = take();
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  const [second, third] = [take(), take()];
  expect(second.it).toBe(first.it);
  first[Symbol.dispose]();
  expect([third.it === second.it, take().it === second.it]).toEqual([false, false]);
});

test("of what is idle no more is kept than was said", () => {
  const take = lend();
  const lent = [take(), take()];
  for (const each of lent) each[Symbol.dispose]();
  const [again, other] = [take(), take()];
  expect([again.it === lent[0]?.it, other.it === lent[1]?.it]).toEqual([true, false]);
});
