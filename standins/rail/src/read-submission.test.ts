import { describe, expect, it } from "vitest";

import { submission } from "../test/submissions.ts";
import { readSubmission } from "./read-submission.ts";

const good = submission(1);
const without = (member: string) =>
  Object.fromEntries(Object.entries(good).filter(([name]) => name !== member));

describe("a submission", () => {
  it("is read as it came, its id in lower case", () => {
    const upper = { ...good, submission_id: "AD27E265-9605-4B4B-A0E5-3003EA9CC4DC" };
    const id = "ad27e265-9605-4b4b-a0e5-3003ea9cc4dc";
    expect(readSubmission(upper)).toEqual({ submission: { ...good, submission_id: id } });
  });

  it("does not depend on the order of its members", () => {
    const turned = Object.fromEntries(Object.entries(good).toReversed());
    expect(JSON.stringify(readSubmission(turned))).toBe(JSON.stringify(readSubmission(good)));
  });

  it.each(Object.keys(good))("must have %s", (member) => {
    expect(readSubmission(without(member))).toMatchObject({
      mistake: expect.stringContaining(member),
    });
  });

  it.each([
    ["amount", 12_345],
    ["amount", "0"],
    ["amount", "01"],
    ["amount", "-1"],
    ["amount", "1.0"],
    ["amount", "1e3"],
    ["amount", "1\n"],
    ["amount", "1".repeat(39)],
    ["currency", "eur"],
    ["currency", "EURO"],
    ["submission_id", "ad27e265"],
    ["reference", "x".repeat(141)],
    ["reference", "a\u0000b"],
    ["reference", "\uD800"],
    ["creditor", "Ada"],
    ["creditor", null],
    ["creditor", { name: "Ada" }],
    ["creditor", { name: "", account: "DE1" }],
    ["creditor", { name: "Ada", account: "DE1 2" }],
    ["creditor", { name: "Ada", account: "1".repeat(35) }],
    ["creditor", { name: "Ada", account: "DE1", bic: "X" }],
    ["creditor", { name: "Ada", account: "TEST-REJECT" }],
    ["debtor", { name: "x".repeat(141), account: "DE1" }],
    ["priority", "high"],
    ["creditor.name", "Ada"],
  ])("may not have %s %o", (member, value) => {
    expect(readSubmission({ ...good, [member]: value })).toMatchObject({
      submission: undefined,
      mistake: expect.stringContaining(member),
    });
  });

  it.each([null, undefined, [], "text", 7])("is no %o", (value) => {
    expect(readSubmission(value).submission).toBeUndefined();
  });
});
