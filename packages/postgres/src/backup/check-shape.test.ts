import { expect, test } from "vitest";

import { checkShape } from "./check-shape.ts";

const file = { file: "t.copy.zst", rows: 0, bytes: 0, fileBytes: 0, sha256: "" };
const id = { name: "id", type: "bigint" };
const note = { name: "note", type: "text" };

test("columns may stand in another order, and there may be more tables", () => {
  const saved = { tables: [{ name: "t", columns: [id, note], ...file }], sequences: [] };
  const tables = [
    { name: "t", columns: [note, id] },
    { name: "later", columns: [] },
  ];
  expect(() => checkShape(saved, { tables, sequences: ["s"] })).not.toThrow();
});

test("a table, a column, a type or a sequence that no migration makes is refused by name", () => {
  const tables = [
    { name: "t", columns: [id, note], ...file },
    { name: "u", columns: [id], ...file },
  ];
  const saved = { tables, sequences: [{ name: "s", value: "1", isCalled: false }] };
  const shape = {
    tables: [{ name: "t", columns: [id, { ...note, type: "json" }] }],
    sequences: [],
  };
  expect(() => checkShape(saved, shape)).toThrow(
    "t has the columns id bigint, note json instead of id bigint, note text; " +
      "no migration makes the table u; no migration makes the sequence s",
  );
});
