import { expect, it } from "vitest";

import { parseGoQuery } from "./go-query.ts";
import { unknownParameter } from "./unknown-parameter.ts";

it.each([
  ["page=1&as_of=2", ["page", "as_of"], undefined],
  ["asof=2", ["page", "as_of"], 'unknown parameter "asof": did you mean as_of?'],
  ["page=1&zzzzzzzz=2", ["page", "as_of"], 'unknown parameter "zzzzzzzz": known are page, as_of'],
  ["baker=x", ["page"], 'unknown parameter "baker": it stands in the path'],
  ["page=1", [], 'unknown parameter "page": there are none here'],
])("the parameters of %j among %j", (query, known, message) => {
  const found = unknownParameter(parseGoQuery(`/?${query}`), { known, inPath: "baker" });
  expect(found?.message).toBe(message);
});
