import { describe, expect, it } from "vitest";

import { bookmark, bytes, list, text } from "../../test/written/bookmark-bytes.ts";
import { folderBookmark, imageBookmark, specialBookmark } from "../../test/written/sfl-bytes.ts";
import { readBookmark } from "./bookmark-reader.ts";
import { CodecFault } from "./codec-fault.ts";

const BLOBS: Readonly<Record<string, Buffer>> = {
  "a folder": folderBookmark("/Users/somebody", "macos12"),
  "a special item": specialBookmark("x-finder:Trash", "macos26"),
  "a disk image": imageBookmark("macos26"),
};

describe("hostile bookmarks", () => {
  const good = specialBookmark("odd", "macos12");
  const toc = 48 + good.readUInt32LE(48);
  const broken = (...words: readonly (readonly [offset: number, word: number])[]) => {
    const blob = Buffer.from(good);
    for (const [offset, word] of words) blob.writeUInt32LE(word, offset);
    return blob;
  };

  it.each<[string, Buffer, string, number]>([
    ["nothing", Buffer.alloc(0), "not_a_bookmark", 0],
    ["another magic", broken([0, 0]), "not_a_bookmark", 0],
    ["a size beyond the end", broken([4, good.length + 1]), "outside_bytes", 4],
    ["a header beyond the end", broken([12, 0xffff_ffff]), "outside_bytes", 12],
    ["a header that is too short", broken([12, 8]), "outside_bytes", 12],
    ["a first table beyond the end", broken([48, 0xffff_0000]), "outside_bytes", 48 + 0xffff_0004],
    ["a first table that is none", broken([48, 4]), "bad_object", 56],
    ["a table that follows itself", broken([toc + 12, toc - 48]), "cycle", toc],
    ["a table of 2^32 - 1 entries", broken([toc + 16, 0xffff_ffff]), "outside_bytes", toc],
    ["a value beyond the end", broken([toc + 24, 0xffff_0000]), "outside_bytes", 48 + 0xffff_0000],
    ["a value in front of the first", broken([toc + 24, 0]), "outside_bytes", 48],
    ["a record that is too long", broken([52, 0xffff_fff0]), "outside_bytes", 52],
    ["a record that holds itself", broken([52, 4], [56, 0x0601], [60, 4]), "cycle", 52],
    ["a container of three bytes", broken([52, 3], [56, 0x0601]), "bad_object", 60],
  ])("%s: a fault at its offset", (_, blob, code, offset) => {
    expect(() => readBookmark(blob)).toThrow(CodecFault);
    expect(() => readBookmark(blob)).toThrow(expect.objectContaining({ code, offset }));
  });

  it("with a record inside of another are refused", () => {
    const inner = Buffer.from("04000000 01020000 61626364".replaceAll(" ", ""), "hex");
    const blob = bookmark("macos12", [
      {
        id: 1,
        entries: [
          [1, bytes(inner)],
          [2, text("x")],
        ],
      },
    ]);
    blob.writeUInt32LE(12, blob.length - 8);
    const fault = expect.objectContaining({ code: "overlap", offset: 48 + 12 });
    expect(() => readBookmark(blob)).toThrow(fault);
  });

  it("that go more than 256 deep are refused", () => {
    let value = list();
    for (let depth = 0; depth < 300; depth += 1) value = list(value);
    const blob = bookmark("macos12", [{ id: 1, entries: [[1, value]] }]);
    expect(() => readBookmark(blob)).toThrow(expect.objectContaining({ code: "too_deep" }));
  });

  it.each(Object.entries(BLOBS))("%s, cut off anywhere, is a fault and nothing else", (_, blob) => {
    for (let length = 0; length < blob.length; length += 1)
      expect(() => readBookmark(blob.subarray(0, length))).toThrow(CodecFault);
  });
});
