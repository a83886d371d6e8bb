import { describe, expect, it } from "vitest";

import { isTestAccount, readTestAccount } from "./test-account.ts";

describe("an account of the tests", () => {
  it.each([
    ["TEST-SETTLE", { fate: undefined, faults: [] }],
    ["TEST-STALL", { fate: { kind: "stall" }, faults: [] }],
    ["TEST-SLOW", { fate: { kind: "slow", ms: 60_000 }, faults: [] }],
    ["TEST-REJECT-AM04", { fate: { kind: "reject", reason: "AM04" }, faults: [] }],
    ["TEST-RETURN-AC04", { fate: { kind: "return", reason: "AC04" }, faults: [] }],
    ["TEST-LOST", { fate: undefined, faults: [{ kind: "answer_lost" }] }],
    [
      "TEST-BUSY-FAIL-DROP-REJECT-AC01",
      {
        fate: { kind: "reject", reason: "AC01" },
        faults: [{ kind: "unavailable" }, { kind: "error_after" }, { kind: "request_lost" }],
      },
    ],
  ])("says what happens: %s", (account, meaning) => {
    expect(readTestAccount(account)).toEqual(meaning);
  });

  it.each([
    "TEST-",
    "TEST-LOST-",
    "TEST-REJECT",
    "TEST-REJECT-AC1",
    "TEST-STALL-LOST",
    "TEST-lost",
  ])("is none that is known: %s", (account) => {
    expect(readTestAccount(account)).toBeUndefined();
    expect(isTestAccount(account)).toBe(true);
  });

  it("is not any other account", () => {
    expect(isTestAccount("DE02120300000000202051")).toBe(false);
    expect(readTestAccount("LOST")).toBeUndefined();
  });
});
