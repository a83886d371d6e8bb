import { expect, test } from "vitest";

import { uuidV7Source } from "./uuid-v7.ts";

test("a uuid of version 7 begins with its time, and no two are the same", () => {
  const next = uuidV7Source(() => 0x0123_4567_89ab);
  const all = Array.from({ length: 2_000 }, next);
  for (const id of all) {
    expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(new Set(all).size).toBe(all.length);
});
