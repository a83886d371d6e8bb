import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { comparedPath, fileUrlOf, lastPart, normalPath, pathOfFileUrl } from "./path-text.ts";

describe("paths", () => {
  it.each([
    ["/Users/me/", "/Users/me"],
    ["/", "/"],
    ["//", "/"],
    ["/a//b/./c/../d/", "/a/b/d"],
    ["/../..", "/"],
  ])("%s is the same as %s", (given, normal) => {
    expect(normalPath(given)).toBe(normal);
  });

  it.each([
    ["/Users/Me", "/users/me"],
    ["/caf\u00e9", "/cafe\u0301"],
    ["/Users/me", "/Users/me/"],
    ["/ΟΔΟΣ", "/οδος"],
  ])("compares %s and %s as equal", (one, other) => {
    expect(comparedPath(one)).toBe(comparedPath(other));
  });

  it("keeps apart what only looks alike", () => {
    expect(comparedPath("/Stra\u00dfe")).not.toBe(comparedPath("/Strasse"));
    expect(comparedPath("/a")).not.toBe(comparedPath("/b"));
  });

  it.each([
    ["/Users/me/My Docs", "My Docs"],
    ["/a", "a"],
    ["/", "/"],
  ])("the last part of %s is %s", (path, part) => {
    expect(lastPart(path)).toBe(part);
  });
});

describe("file URLs", () => {
  it.each([
    ["file:///Users/me/My%20Docs/", "/Users/me/My Docs/"],
    ["file://localhost/a", "/a"],
    ["FILE:///a", "/a"],
    ["file:///a#b?c", "/a#b?c"],
    ["file:///100%/x%20y", "/100%/x y"],
    ["file:///%FF/%E2%82%AC", "/%FF/€"],
    ["file:///", "/"],
  ])("%s is %s", (url, path) => {
    expect(pathOfFileUrl(url)).toBe(path);
  });

  it.each(["file://server/a", "file:a", "/a", "http://a/"])("%s has no path", (url) => {
    expect(pathOfFileUrl(url)).toBeUndefined();
  });

  it("encodes what a URL must not hold", () => {
    expect(fileUrlOf("/a b/#1?/50%/😀", "folder")).toBe(
      "file:///a%20b/%231%3F/50%25/%F0%9F%98%80/",
    );
    expect(fileUrlOf("/a.txt", "file")).toBe("file:///a.txt");
    expect(fileUrlOf("/", "folder")).toBe("file:///");
    expect(fileUrlOf("/\ud800", "file")).toBe("file:///%EF%BF%BD");
  });

  it("gives back every path", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        const path = normalPath(`/${parts.join("/")}`);
        expect(normalPath(pathOfFileUrl(fileUrlOf(path, "folder")) ?? "")).toBe(path);
        expect(pathOfFileUrl(fileUrlOf(path, "file"))).toBe(path);
      }),
    );
  });
});
