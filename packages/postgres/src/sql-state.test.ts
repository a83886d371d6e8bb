import { DatabaseError } from "pg";
import { expect, test } from "vitest";

import { isUniqueViolation } from "./is-unique-violation.ts";
import { sqlState } from "./sql-state.ts";

const violation = Object.assign(new DatabaseError("taken", 5, "error"), {
  code: "23505",
  constraint: "account_pkey",
});

test("the state is found on the error and on what caused it", () => {
  expect(sqlState(violation)).toBe("23505");
  expect(sqlState(new RangeError("wrapped", { cause: violation }))).toBe("23505");
});

test("an error of somebody else has no state, even with a code of five characters", () => {
  expect(sqlState(Object.assign(new RangeError("x"), { code: "EPERM" }))).toBeUndefined();
  expect(sqlState("23505")).toBeUndefined();
});

test("a unique violation is one of any constraint or of the one that was named", () => {
  expect(isUniqueViolation(violation)).toBe(true);
  expect(isUniqueViolation(violation, "account_pkey")).toBe(true);
  expect(isUniqueViolation(violation, "transfer_pkey")).toBe(false);
  expect(isUniqueViolation(new RangeError("x"))).toBe(false);
});
