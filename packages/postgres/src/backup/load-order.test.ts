import { expect, test } from "vitest";

import { loadOrder } from "./load-order.ts";

test("what is referred to comes first, the rest by name", () => {
  const references = [
    { table: "a", refers: "c" },
    { table: "c", refers: "d" },
    { table: "b", refers: "b" },
  ];
  expect(loadOrder(["d", "c", "b", "a"], references)).toEqual(["b", "d", "c", "a"]);
});

test("a circle is entered at its first name, and what is outside of the backup holds nothing up", () => {
  const references = [
    { table: "a", refers: "b" },
    { table: "b", refers: "a" },
    { table: "c", refers: "elsewhere" },
  ];
  expect(loadOrder(["c", "b", "a"], references)).toEqual(["c", "a", "b"]);
});
