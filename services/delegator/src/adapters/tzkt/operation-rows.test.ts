import { describe, expect, it } from "vitest";

import { decodeOperation } from "./operation-rows.ts";

describe("decodeOperation", () => {
  it("reads where each delegation of an operation stands", () => {
    expect(
      decodeOperation([
        { id: 5, counter: 7, hash: "oo" },
        { id: 6, counter: 7, nonce: 0 },
      ]),
    ).toEqual([
      { id: 5, counter: 7, nonce: -1 },
      { id: 6, counter: 7, nonce: 0 },
    ]);
  });

  it("reads an unknown operation as one without delegations", () => {
    expect(decodeOperation([])).toEqual([]);
  });

  it.each([
    null,
    {},
    "oo",
    [null],
    [{ id: 5 }],
    [{ id: "5", counter: 7 }],
    [{ id: 5, counter: 7.5 }],
    [{ id: 5, counter: 7, nonce: "0" }],
    [{ id: 2 ** 53, counter: 7 }],
  ])("takes %j for a fault of the upstream", (body) => {
    expect(() => decodeOperation(body)).toThrow("malformed operation");
  });
});
