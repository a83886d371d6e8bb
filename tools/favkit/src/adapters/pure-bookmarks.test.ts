import { describe, expect, it } from "vitest";

import { folderBookmark, imageBookmark, specialBookmark } from "../../test/written/sfl-bytes.ts";
import type { Target } from "../domain/target.ts";
import { pureBookmarks } from "./pure-bookmarks.ts";

const bookmarks = pureBookmarks("macos26");
const versionOf = (bytes: Uint8Array) => Buffer.from(bytes).readUInt32LE(8);

describe("bookmarks in pure code", () => {
  it.each<Target>([
    { kind: "airdrop" },
    { kind: "computer" },
    { kind: "icloud" },
    { kind: "remoteDisc" },
    { kind: "trash" },
    { kind: "home" },
    { kind: "shared" },
    { kind: "recents" },
    { kind: "applications" },
    { kind: "tag", name: "Dark Red" },
    { kind: "volume", path: "/Volumes/Disk" },
    { kind: "network", url: "smb://nas.local/share" },
    { kind: "folder", path: "/Users/somebody/😀 100% #1" },
    { kind: "file", path: "/Users/somebody/a.txt" },
    { kind: "opaque", url: "odd:thing" },
  ])("lead back to $kind", (target) => {
    expect(bookmarks.resolve(bookmarks.encode(target)).target).toEqual(target);
  });

  it("tell the display name and the volume's uuid", () => {
    expect(bookmarks.resolve(folderBookmark("/Users/somebody", "macos12"))).toEqual({
      target: { kind: "folder", path: "/Users/somebody" },
      label: "somebody",
    });
    expect(bookmarks.resolve(imageBookmark("macos26")).target).toEqual({
      kind: "volume",
      path: "/Volumes/Install",
      uuid: "B1B2C3D4-0000-4000-8000-0123456789AB",
    });
  });

  it("have the generation of the one they are made like, or the given one", () => {
    const target = { kind: "folder", path: "/a" } as const;
    expect(versionOf(bookmarks.encode(target))).toBe(0x1005_0000);
    expect(versionOf(pureBookmarks("macos12").encode(target))).toBe(0x1004_0000);
    const old = specialBookmark("x-finder:Trash", "macos12");
    expect(versionOf(bookmarks.encode(target, old))).toBe(0x1004_0000);
    const recent = specialBookmark("x-finder:Trash", "macos26");
    expect(versionOf(pureBookmarks("macos12").encode(target, recent))).toBe(0x1005_0000);
    expect(versionOf(bookmarks.encode(target, Buffer.from("broken")))).toBe(0x1005_0000);
  });

  it("that are broken or tell nothing are opaque", () => {
    const opaque = { target: { kind: "opaque" } };
    expect(bookmarks.resolve(Buffer.from("broken"))).toEqual(opaque);
    expect(bookmarks.resolve(folderBookmark("/a", "macos12").subarray(0, 90))).toEqual(opaque);
  });

  it("cannot be made of nothing", () => {
    expect(() => bookmarks.encode({ kind: "opaque" })).toThrow(
      expect.objectContaining({ code: "bad_usage" }),
    );
  });
});
