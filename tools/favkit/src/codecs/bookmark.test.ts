import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  bookmark,
  bytes,
  date,
  flags,
  type Generation,
  int32,
  int64,
  list,
  pairs,
  relative,
  text,
  truth,
  url,
  type Value,
} from "../../test/written/bookmark-bytes.ts";
import { folderBookmark, imageBookmark, specialBookmark } from "../../test/written/sfl-bytes.ts";
import { buildBookmark } from "./bookmark-builder.ts";
import { locate } from "./bookmark-location.ts";
import { readBookmark } from "./bookmark-reader.ts";
import { writeBookmark } from "./bookmark-writer.ts";
import { KEY } from "./bookmark.ts";

const rewritten = (blob: Uint8Array) => Buffer.from(writeBookmark(readBookmark(blob)));
const hexadecimal = (blob: Uint8Array) => Buffer.from(blob).toString("hex");
const at = (blob: Uint8Array) => locate(readBookmark(blob));

const EVERY_TYPE: readonly Value[] = [
  text("a"),
  bytes(Buffer.from([1, 2, 3])),
  { type: 0x0301, bytes: Buffer.from([1]) },
  { type: 0x0302, bytes: Buffer.from([1, 2]) },
  int32(-1),
  int64(-1n),
  { type: 0x0305, bytes: Buffer.from([0, 0, 0x80, 0x3f]) },
  { type: 0x0306, bytes: Buffer.alloc(8, 1) },
  date(1.5),
  truth(false),
  truth(true),
  list(text("b"), list()),
  pairs(text("k"), int32(1)),
  { type: 0x0801, bytes: Buffer.alloc(16, 9) },
  url("file:///a"),
  relative(url("file:///a/"), text("b")),
  { type: 0x0a01, bytes: Buffer.alloc(0) },
  { type: 0x7777, bytes: Buffer.from("what nobody knows") },
];

const BLOBS: Readonly<Record<string, Buffer>> = Object.fromEntries(
  (["macos12", "macos26"] as const).flatMap((generation) => [
    [`a folder of ${generation}`, folderBookmark("/Users/somebody/Ünïcode", generation)],
    [`the root of ${generation}`, folderBookmark("/", generation)],
    [`AirDrop of ${generation}`, specialBookmark("nwnode://domain-AirDrop", generation)],
    [`a disk image of ${generation}`, imageBookmark(generation)],
    [
      `every type of ${generation}`,
      bookmark(generation, [{ id: 1, entries: EVERY_TYPE.map((value, n) => [n + 1, value]) }]),
    ],
    [
      `an alis of ${generation}`,
      bookmark(generation, [{ id: 1, entries: [[1, text("x")]] }], "alis"),
    ],
    [`an empty table of ${generation}`, bookmark(generation, [{ id: 1, entries: [] }])],
  ]),
);

describe("bookmarks", () => {
  it.each(Object.entries(BLOBS))("of %s are written again byte for byte", (_, blob) => {
    expect(hexadecimal(rewritten(blob))).toBe(hexadecimal(blob));
  });

  it.each(Object.entries(BLOBS))("of %s have tables of 12 · count + 12 bytes", (_, blob) => {
    const { tocs } = readBookmark(blob);
    expect(tocs.map(({ declaredSize }) => declaredSize)).toEqual(tocs.map(() => undefined));
  });

  it("are read as one that was written down by hand", () => {
    const whole =
      `626f6f6b 60000000 00000410 30000000 ${"00".repeat(32)} 10000000 03000000 01010000 61c3a400` +
      " 18000000 feffffff 01000000 00000000 01000000 03100000 04000000 00000000";
    const blob = Buffer.from(whole.replaceAll(" ", ""), "hex");
    const read = readBookmark(blob);
    expect(read.tocs[0]?.entries[0]?.key).toBe(KEY.url);
    expect(at(blob).url).toBe("aä");
    expect(hexadecimal(rewritten(blob))).toBe(hexadecimal(blob));
  });

  it("keep what other writers do otherwise", () => {
    const blob = folderBookmark("/Users", "macos12");
    const withTrail = Buffer.concat([blob, Buffer.from("behind the end")]);
    expect(rewritten(withTrail).equals(withTrail)).toBe(true);
    // mac_alias declares tables twenty bytes shorter than Apple does.
    const short = Buffer.from(blob);
    const toc = 48 + short.readUInt32LE(48);
    short.writeUInt32LE(short.readUInt32LE(toc) - 20, toc);
    expect(readBookmark(short).tocs[0]?.declaredSize).toBe(short.readUInt32LE(toc));
    expect(rewritten(short).equals(short)).toBe(true);
    // Padding that is not zero, and the third word of an entry.
    const odd = Buffer.from(specialBookmark("odd", "macos12"));
    odd.writeUInt8(7, 48 + 4 + 12 + 8 + 3);
    odd.writeUInt32LE(9, odd.length - 4);
    expect(rewritten(odd).equals(odd)).toBe(true);
  });

  it("of any values come back", () => {
    const unit = fc.integer({ min: 0, max: 0xffff });
    const leaf = fc.oneof(
      fc.array(unit, { maxLength: 9 }).map((units) => text(String.fromCharCode(...units))),
      fc.uint8Array({ maxLength: 9 }).map(bytes),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(int64),
    );
    const around = (part: fc.Arbitrary<Value>) =>
      fc.oneof(
        leaf,
        fc.array(part, { maxLength: 3 }).map((parts) => list(...parts)),
      );
    const value = around(around(leaf));
    const key = fc.oneof(fc.integer({ min: 1, max: 0x7fff_ffff }), fc.string().map(text));
    const table = fc.record({
      id: fc.integer({ min: 1, max: 0xffff_ffff }),
      entries: fc.uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([each]) => each }),
    });
    const generation = fc.constantFrom<Generation>("macos12", "macos26");
    fc.assert(
      fc.property(generation, fc.array(table, { minLength: 1, maxLength: 3 }), (made, tables) => {
        const blob = bookmark(made, tables);
        expect(rewritten(blob).equals(blob)).toBe(true);
      }),
      { numRuns: 25 },
    );
  }, 30_000);
});

describe("where a bookmark leads", () => {
  it("is a path of parts", () => {
    expect(at(folderBookmark("/Users/somebody/Ünïcode 100%", "macos26"))).toEqual({
      path: "/Users/somebody/Ünïcode 100%",
      url: undefined,
      displayName: "Ünïcode 100%",
      kind: "folder",
      volumeUuid: "A1B2C3D4-0000-4000-8000-0123456789AB",
    });
    expect(at(folderBookmark("/", "macos12"))).toMatchObject({ path: "/", kind: "volume" });
    expect(at(imageBookmark("macos26"))).toMatchObject({
      path: "/Volumes/Install",
      kind: "volume",
      displayName: "Install",
    });
  });

  it.each<[string, (readonly [number, Value])[], object]>([
    [
      "a special URL",
      [[0x1003, text("x-finder:Trash")]],
      { url: "x-finder:Trash", path: undefined },
    ],
    [
      "parts counted from the volume",
      [
        [0x1004, list(text("a"))],
        [0x2002, text("/Volumes/D")],
      ],
      { path: "/Volumes/D/a" },
    ],
    [
      "parts counted from the root",
      [
        [0x1004, list(text("Volumes"), text("D"), text("a"))],
        [0x2002, text("/Volumes/D")],
      ],
      { path: "/Volumes/D/a" },
    ],
    ["a file URL", [[0x1003, url("file:///My%20Docs/")]], { path: "/My Docs", url: undefined }],
    ["a file URL that is encoded wrong", [[0x1003, url("file://localhost/50%")]], { path: "/50%" }],
    [
      "a relative URL",
      [[0x1003, relative(url("smb://nas/share/"), text("a"))]],
      { url: "smb://nas/share/a" },
    ],
    [
      "a relative URL without a base",
      [[0x1003, relative({ type: 0x0a01, bytes: Buffer.alloc(0) }, text("a"))]],
      { url: "a" },
    ],
    [
      "a server",
      [
        [0x1004, list(text("Volumes"), text("s"))],
        [0x2050, url("smb://nas/s")],
      ],
      { path: "/Volumes/s", url: "smb://nas/s" },
    ],
    [
      "a mount that is a file",
      [
        [0x1004, list(text("a"))],
        [0x2050, url("file:///")],
      ],
      { path: "/a", url: undefined },
    ],
    ["a regular file", [[0x1010, flags(0x01n, 0x0fn, 0n)]], { kind: "file" }],
    ["a flag that was not looked up", [[0x1010, flags(0x02n, 0x01n, 0n)]], { kind: undefined }],
    ["properties that are too short", [[0x1010, bytes(Buffer.alloc(8))]], { kind: undefined }],
    ["parts that are no array", [[0x1004, text("a")]], { path: undefined }],
    ["a display name", [[0xf017, text("Name")]], { displayName: "Name" }],
  ])("is told of %s", (_, entries, expected) => {
    expect(at(bookmark("macos12", [{ id: 1, entries }]))).toMatchObject(expected);
  });
});

describe("new bookmarks", () => {
  it.each([
    ["/Users/somebody/Projects", "folder"],
    ["/Users/somebody/ünïcode #100%.txt", "file"],
    ["/", "volume"],
    ["/Volumes/Some Disk", "volume"],
    ["/Volumes/Some Disk/folder", "folder"],
  ] as const)("lead to %s", (path, kind) => {
    for (const generation of ["macos12", "macos26"] as const) {
      const blob = writeBookmark(buildBookmark({ path, kind }, { generation }));
      expect(at(blob)).toMatchObject({ path, kind });
      expect(hexadecimal(rewritten(blob))).toBe(hexadecimal(blob));
      expect(Buffer.from(blob).readUInt32LE(8)).toBe(
        generation === "macos12" ? 0x1004_0000 : 0x1005_0000,
      );
    }
  });

  it("have ascending keys, and one record for the path part and the display name", () => {
    const blob = buildBookmark({ path: "/Users/a", kind: "folder" }, { generation: "macos26" });
    const entries = blob.tocs[0]?.entries ?? [];
    const keys = entries.map(({ key }) => Number(key));
    expect(keys).toEqual(keys.toSorted((one, other) => one - other));
    const valueOf = (wanted: number) => entries.find(({ key }) => key === wanted)?.value;
    expect(valueOf(KEY.pathParts)?.parts[1]).toBe(valueOf(KEY.displayName));
  });

  it("of a URL hold it as a text", () => {
    const blob = writeBookmark(buildBookmark({ url: "smb://nas/x" }, { generation: "macos12" }));
    expect(hexadecimal(blob)).toBe(hexadecimal(specialBookmark("smb://nas/x", "macos12")));
  });

  it("take the fields of a volume from another bookmark on it, and only from there", () => {
    const like = readBookmark(folderBookmark("/Users/somebody", "macos26"));
    const made = (path: string) =>
      at(writeBookmark(buildBookmark({ path, kind: "folder" }, { generation: "macos26", like })));
    expect(made("/opt").volumeUuid).toBe("A1B2C3D4-0000-4000-8000-0123456789AB");
    expect(made("/Volumes/Other/x").volumeUuid).toBeUndefined();
  });

  it("need an absolute path, and records that are listed", () => {
    const origin = { generation: "macos12" } as const;
    expect(() => buildBookmark({ path: "a", kind: "file" }, origin)).toThrow(RangeError);
    const blob = buildBookmark({ url: "x" }, origin);
    expect(() => writeBookmark({ ...blob, segments: blob.segments.slice(1) })).toThrow(RangeError);
  });
});
