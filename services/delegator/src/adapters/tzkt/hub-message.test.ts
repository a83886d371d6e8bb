import { expect, it } from "vitest";

import { hintOf } from "./hub-message.ts";

it.each([
  [{ type: 0, state: 100 }, { head: 100 }],
  [{ type: 1, state: 100, data: [{}] }, { head: 100 }],
  [{ type: 2, state: 99 }, { reorgTo: 99 }],
  [{ type: 1, state: "100" }, undefined],
  [{ type: 1 }, undefined],
  [{ state: 1.5, type: 1 }, undefined],
  ["head", undefined],
  [null, undefined],
])("takes %j for %j", (message, hint) => {
  expect(hintOf(message)).toEqual(hint);
});
