import { describe, expect, it } from "vitest";

import { linkHeader } from "./link-header.ts";

describe("linkHeader", () => {
  it("joins links in the order given", () => {
    const links = [
      { rel: "prev", href: "/xtz/delegations?page=1&per_page=50" },
      { rel: "next", href: "/xtz/delegations?page=3&per_page=50" },
    ];
    expect(linkHeader(links)).toBe(
      `</xtz/delegations?page=1&per_page=50>; rel="prev", </xtz/delegations?page=3&per_page=50>; rel="next"`,
    );
  });

  it("is empty without links", () => {
    expect(linkHeader([])).toBe("");
  });

  it.each([
    { rel: "next", href: "/a>;x" },
    { rel: "next", href: "/a\r\nset-cookie: x" },
    { rel: "next", href: "/ä" },
    { rel: `next"`, href: "/a" },
    { rel: "", href: "/a" },
  ])("refuses what would break out: %j", (link) => {
    expect(() => linkHeader([link])).toThrow(RangeError);
  });
});
