import { expect, it } from "vitest";

import { must, verdict } from "./must.ts";
import { undecided } from "./undecided.ts";

it("leaves the verdict open, but a broken bound beside it still breaks it", () => {
  const open = undecided(must("ratio", 2, "<=", 0.8));
  expect(verdict([open])).toBeNull();
  expect(verdict([open, must("refused", 1, "<=", 0)])).toBe(false);
});
