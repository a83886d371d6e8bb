import { describe, expect, it } from "vitest";

import { limitsChangeOf, openingOf, statusChangeOf } from "./account-commands.ts";

const id = "0199C1F0-7C1E-7B6A-9A57-3F1D2C4B5A69";
const account = id.toLowerCase();
const body = { ledger: "USD", code: 1, normal_side: "credit", limit: "none" } as const;

describe("what is asked about an account", () => {
  it.each([
    [undefined, {}],
    ["*", {}],
    ['"1.3"', { ifVersion: "1.3" }],
    ['W/"1.3"', { ifVersion: "unknown" }],
    ['"1.3", "1.4"', { ifVersion: "unknown" }],
    ["1.3", { ifVersion: "unknown" }],
    ["", { ifVersion: "unknown" }],
  ])("If-Match: %s is the version %j", (ifMatch, version) => {
    const reason = "x";
    expect(statusChangeOf("FreezeAccount", { id, ifMatch }, { reason })).toEqual({
      command: { type: "FreezeAccount", account, reason, ...version },
      resource: `account:${account}`,
      reason,
    });
  });

  it("an id is written small, and made where none is named", () => {
    const newId = () => "made";
    expect(openingOf({ ...body, id }, newId).command).toMatchObject({ account, minAvailable: 0n });
    expect(openingOf(body, newId)).toMatchObject({
      command: { account: "made" },
      resource: "account:made",
    });
  });

  it("limits that are left out stay", () => {
    const target = { id, ifMatch: undefined };
    const { command } = limitsChangeOf(target, { reason: "x", min_available: "-5" });
    expect(command).toEqual({ type: "ChangeLimits", account, reason: "x", minAvailable: -5n });
  });

  it("a currency has to be one", () => {
    expect(() => openingOf({ ...body, ledger: "XAU" }, () => "made")).toThrow("no minor unit");
  });
});
