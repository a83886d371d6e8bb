import { expect, test } from "vitest";

import { jsonLine, unobeyed } from "./json-line.ts";

const STEERING = "a\u009b31mb\u007f\u202e\u{e0001}\u2028";

test("JSON says the same and steers no terminal", () => {
  const line = jsonLine({ name: STEERING, count: 7n });
  expect(line).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(line)).toEqual({ name: STEERING, count: "7" });
  expect(unobeyed('{"a":"ü"}')).toBe('{"a":"ü"}');
});
