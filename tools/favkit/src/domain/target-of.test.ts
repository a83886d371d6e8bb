import { describe, expect, it } from "vitest";

import { requestedTarget } from "./requested-target.ts";
import { targetKey } from "./target-key.ts";
import { defaultLabel, pathOf, targetOfPath, targetOfUrl, urlOf } from "./target-of.ts";
import type { Target } from "./target.ts";

const RECENTS =
  "file:///System/Library/CoreServices/Finder.app/Contents/Resources/MyLibraries/myDocuments.cannedSearch/";

describe("targets", () => {
  it.each<[string, Target, string]>([
    ["nwnode://domain-AirDrop", { kind: "airdrop" }, "AirDrop"],
    [RECENTS, { kind: "recents" }, "Recents"],
    ["file:///Applications/", { kind: "applications" }, "Applications"],
    ["x-finder:Trash", { kind: "trash" }, "Trash"],
    ["com-apple-sfl://com.apple.LSSharedFileList.IsComputer", { kind: "computer" }, "Computer"],
    [
      "com-apple-sfl://com.apple.LSSharedFileList.IsICloudDrive",
      { kind: "icloud" },
      "iCloud Drive",
    ],
    [
      "com-apple-sfl://com.apple.LSSharedFileList.IsRemoteDisc",
      { kind: "remoteDisc" },
      "Remote Disc",
    ],
    ["com-apple-sfl://com.apple.LSSharedFileList.IsHome", { kind: "home" }, "Home"],
    ["com-apple-sfl://com.apple.LSSharedFileList.IsShared", { kind: "shared" }, "Shared"],
    ["x-apple-findertag:Dark%20Red", { kind: "tag", name: "Dark Red" }, "Dark Red"],
    ["smb://me@nas.local/share", { kind: "network", url: "smb://me@nas.local/share" }, "nas.local"],
    ["file:///Users/me/My%20Docs/", { kind: "folder", path: "/Users/me/My Docs" }, "My Docs"],
    ["file:///Users/me/a.txt", { kind: "file", path: "/Users/me/a.txt" }, "a.txt"],
    ["file:///", { kind: "folder", path: "/" }, "/"],
    ["http://example.com", { kind: "opaque", url: "http://example.com" }, ""],
  ])("%s and back", (url, target, label) => {
    expect(targetOfUrl(url)).toEqual(target);
    expect(urlOf(target)).toBe(url);
    expect(defaultLabel(target)).toBe(label);
  });

  it("takes special URLs with a slash, or without, and in any case", () => {
    expect(targetOfUrl("NWNODE://domain-airdrop/")).toEqual({ kind: "airdrop" });
    expect(targetOfUrl(RECENTS.slice(0, -1))).toEqual({ kind: "recents" });
    expect(targetOfUrl("file:///Applications")).toEqual({ kind: "applications" });
  });

  it("takes a tag literally whose encoding is broken", () => {
    expect(targetOfUrl("x-apple-findertag:50%")).toEqual({ kind: "tag", name: "50%" });
  });

  it("knows the paths of what has one", () => {
    expect(pathOf({ kind: "applications" })).toBe("/Applications");
    expect(pathOf({ kind: "volume", path: "/Volumes/Disk" })).toBe("/Volumes/Disk");
    expect(pathOf({ kind: "home" })).toBeUndefined();
    expect(pathOf({ kind: "airdrop" })).toBeUndefined();
    expect(defaultLabel({ kind: "home", path: "/Users/me" })).toBe("me");
    expect(urlOf({ kind: "home", path: "/Users/me" })).toBe("file:///Users/me/");
    expect(urlOf({ kind: "opaque" })).toBeUndefined();
    expect(targetOfPath("/Users/me/", "folder")).toEqual({ kind: "folder", path: "/Users/me" });
    expect(defaultLabel({ kind: "network", url: "vnc:" })).toBe("");
    expect(defaultLabel({ kind: "network", url: "1" })).toBe("1");
  });
});

describe("keys of targets", () => {
  const same = (one: Target, other: Target) => targetKey(one) === targetKey(other);

  it("are equal for the same place", () => {
    expect(same({ kind: "folder", path: "/A" }, { kind: "file", path: "/a/" })).toBe(true);
    expect(
      same({ kind: "volume", path: "/Volumes/D" }, { kind: "folder", path: "/volumes/d" }),
    ).toBe(true);
    expect(same({ kind: "folder", path: "/Applications" }, { kind: "applications" })).toBe(true);
    expect(
      same({ kind: "network", url: "SMB://Nas/x/" }, { kind: "network", url: "smb://nas/x" }),
    ).toBe(true);
    expect(same({ kind: "tag", name: "caf\u00e9" }, { kind: "tag", name: "cafe\u0301" })).toBe(
      true,
    );
    expect(same({ kind: "airdrop" }, { kind: "airdrop" })).toBe(true);
    expect(same({ kind: "opaque", url: "http://A" }, { kind: "opaque", url: "http://a/" })).toBe(
      true,
    );
    expect(same({ kind: "opaque", url: "odd" }, { kind: "opaque", url: "odd/" })).toBe(true);
  });

  it("differ for others, and something opaque has none", () => {
    expect(same({ kind: "folder", path: "/a" }, { kind: "folder", path: "/b" })).toBe(false);
    expect(
      same({ kind: "network", url: "smb://nas/x" }, { kind: "network", url: "smb://nas/X" }),
    ).toBe(false);
    expect(targetKey({ kind: "opaque" })).toBeUndefined();
  });
});

describe("targets that somebody asks for", () => {
  it.each([
    "file:///a",
    "smb://nas",
    "afp://nas/x",
    "nfs://nas",
    "ftp://h",
    "vnc://h",
    "x-finder:Trash",
  ])("%s passes", (url) => {
    expect(requestedTarget(url)).toEqual(targetOfUrl(url));
  });

  it.each([
    ["http://example.com", "unsupported_scheme"],
    ["javascript:alert(1)", "unsupported_scheme"],
    ["file:relative", "unsupported_scheme"],
    ["smb://", "no_address"],
    ["smb:nas", "no_address"],
    ["x-apple-findertag:", "no_address"],
    ["file:///a%00b", "control_character"],
    ["file:///a%1B[31m", "control_character"],
    ["x-apple-findertag:a%0Ab", "control_character"],
    ["smb://a\u0007", "control_character"],
  ])("%s is refused: %s", (text, code) => {
    expect(requestedTarget(text)).toEqual({ code, text });
  });
});
