import { InvalidRequest } from "@holdfast/http";
import { expect, it } from "vitest";

import { amountMistake } from "./request-mistake.ts";

const at = (pointer: string, code = "pattern", part = "body") => ({
  in: part,
  pointer,
  code,
  detail: "is wrong",
});

it("mistakes that are all about amounts have a name of their own", () => {
  const errors = [at("/transfers/3/amount"), at("/sell/minor", "type"), at("/min_available")];
  expect(amountMistake(new InvalidRequest(errors))?.problem).toMatchObject({
    status: 400,
    code: "invalid_amount",
    errors,
  });
});

it.each([
  [at("/amount", "required")],
  [at("/amount", "unknown_field")],
  [at("/amount", "pattern", "query")],
  [at("/amount"), at("/code")],
])("others have not: %j %j", (...errors) => {
  expect(amountMistake(new InvalidRequest(errors))).toBeUndefined();
});

it("what is wrong with a text is no matter of amounts", () => {
  const mistake = new InvalidRequest([at("/amount", "invalid_text")], "invalid_text");
  expect(amountMistake(mistake)).toBeUndefined();
  expect(amountMistake(new RangeError("other"))).toBeUndefined();
});
