import { expect, test } from "vitest";

import { parsed } from "./parsed.ts";

test.each(["", "{", '{"home":"'])("a text cut off by a power cut, %j, is no value", (text) => {
  expect(parsed(text)).toBeUndefined();
});

test("a whole text is its value", () => {
  expect(parsed('{"port":1}')).toEqual({ port: 1 });
});
