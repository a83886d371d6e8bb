import { describe, expect, it } from "vitest";

import { KnownAddresses } from "./known-addresses.ts";

const ADDRESS = "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd";
const OTHER = "tz1g7Vk9dxDALJUp4w1UTnC41ssvRa7Q4XyS";

describe("known addresses", () => {
  it("accept an address, and again", () => {
    const known = new KnownAddresses();
    expect([known.accept(ADDRESS), known.accept(ADDRESS)]).toEqual([ADDRESS, ADDRESS]);
  });

  it("keep refusing what they refused once", () => {
    const known = new KnownAddresses();
    const wrong = ADDRESS.replace("cd", "dc");
    expect([known.accept(wrong), known.accept(wrong)]).toEqual([undefined, undefined]);
  });

  it("forget when they are too many, and answer the same", () => {
    const known = new KnownAddresses(1);
    const answers = [ADDRESS, OTHER, ADDRESS, "tz1"].map((text) => known.accept(text));
    expect(answers).toEqual([ADDRESS, OTHER, ADDRESS, undefined]);
  });
});
