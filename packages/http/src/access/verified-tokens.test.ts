import { describe, expect, it } from "vitest";

import { VerifiedTokens } from "./verified-tokens.ts";

const keys = (text: string) => ({
  text,
  ids: new Set<string>(),
  find: () => Promise.reject(new RangeError("unused")),
});
const principal = { subject: "ann", tenantId: "t", permissions: new Set<string>() };

describe("verified tokens", () => {
  it("are forgotten when there are too many, the one used longest ago first", () => {
    const tokens = new VerifiedTokens(() => 0, 2);
    const one = keys("one");
    tokens.find("a", one);
    for (const digest of ["a", "b"]) tokens.add(digest, { principal, endMs: 1 }, one);
    expect(tokens.find("a", one)).toBe(principal);
    tokens.add("c", { principal, endMs: 1 }, one);
    expect(["a", "b", "c"].map((digest) => tokens.find(digest, one))).toEqual([
      principal,
      undefined,
      principal,
    ]);
  });

  it("are not those of keys that have been replaced meanwhile", () => {
    const tokens = new VerifiedTokens(() => 0);
    const [one, two] = [keys("one"), keys("two")];
    tokens.find("a", two);
    tokens.add("a", { principal, endMs: 1 }, one);
    expect(tokens.find("a", two)).toBeUndefined();
  });
});
