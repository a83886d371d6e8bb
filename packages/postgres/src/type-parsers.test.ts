import { types } from "pg";
import { expect, test } from "vitest";

import { typeParsers } from "./type-parsers.ts";

const { INT8, INT4 } = types.builtins;

test("int8 is a bigint beyond what a number holds", () => {
  expect(typeParsers.getTypeParser(INT8)("9007199254740993")).toBe(9007199254740993n);
});

test("other types are parsed by the driver", () => {
  expect(typeParsers.getTypeParser(INT4)("7")).toBe(7);
});
