import { describe, expect, it } from "vitest";

import { FILES } from "../../test/written/sfl-bytes.ts";
import { readBinaryPlist } from "./bplist-reader.ts";
import { CodecFault } from "./codec-fault.ts";
import { FILE_BYTES_MAX } from "./plist.ts";

/** A file of one-byte offsets and references around the objects, whose offsets are given. */
function file(
  objects: string,
  offsets: readonly number[],
  more: Partial<Record<"count" | "top" | "table", bigint>> = {},
): Buffer {
  const body = Buffer.from(`62706c6973743030${objects}`.replaceAll(" ", ""), "hex");
  const trailer = Buffer.alloc(32);
  trailer.writeUInt8(1, 6);
  trailer.writeUInt8(1, 7);
  trailer.writeBigUInt64BE(more.count ?? BigInt(offsets.length), 8);
  trailer.writeBigUInt64BE(more.top ?? 0n, 16);
  trailer.writeBigUInt64BE(more.table ?? BigInt(body.length), 24);
  return Buffer.concat([body, Buffer.from(offsets), trailer]);
}

const HUGE = 2n ** 64n - 1n;

describe("hostile binary property lists", () => {
  it.each<[string, Buffer, string, number]>([
    ["nothing", Buffer.alloc(0), "not_a_property_list", 0],
    ["another file", Buffer.from("hello, world"), "not_a_property_list", 0],
    ["only the beginning", Buffer.from("bplist00"), "outside_bytes", 8],
    ["a container that holds itself", file("a1 00", [8]), "cycle", 8],
    ["a cycle of two", file("a1 01 a1 00", [8, 10]), "cycle", 8],
    ["a dictionary in its own keys", file("d1 00 00", [8]), "cycle", 8],
    ["more objects than bytes", file("09", [8], { count: HUGE }), "outside_bytes", 18],
    ["no objects", file("09", [8], { count: 0n }), "outside_bytes", 18],
    ["a top object that is none", file("09", [8], { top: 1n }), "outside_bytes", 26],
    ["a table beyond the end", file("09", [8], { table: HUGE }), "outside_bytes", 34],
    ["a table in the header", file("09", [8], { table: 4n }), "outside_bytes", 34],
    ["an offset beyond the table", file("a1 01", [8, 200]), "outside_bytes", 11],
    ["an offset in the header", file("a1 01", [8, 7]), "outside_bytes", 11],
    ["a reference to no object", file("a1 05", [8]), "outside_bytes", 9],
    ["data beyond the objects", file("4e 00", [8]), "outside_bytes", 8],
    ["data of 2^64 bytes", file("4f 13 ffffffffffffffff", [8]), "outside_bytes", 8],
    ["a text of 2^63 units", file("6f 13 7fffffffffffffff", [8]), "outside_bytes", 8],
    ["an array of 2^40 elements", file("af 13 0000010000000000", [8]), "outside_bytes", 8],
    ["a dictionary of 2^32 keys", file("df 12 ffffffff", [8]), "outside_bytes", 8],
    ["a count that is a text", file("4f 50", [8]), "bad_object", 9],
    ["a count of sixteen bytes", file("4f 14 00", [8]), "bad_object", 9],
    ["a count that is cut off", file("4f", [8]), "bad_object", 9],
    ["a count whose bytes are cut off", file("4f 13 00", [8]), "outside_bytes", 9],
    ["an integer of 32 bytes", file("15 00", [8]), "bad_object", 8],
    ["an integer that is cut off", file("13 00", [8]), "outside_bytes", 8],
    ["a real of 2 bytes", file("21 0000", [8]), "bad_object", 8],
    ["a date of 4 bytes", file("32 00000000", [8]), "bad_object", 8],
    ["a UID of 16 bytes", file("8f 00", [8]), "bad_object", 8],
    ["an unknown singleton", file("0f", [8]), "bad_object", 8],
    ["an unknown object", file("71 61", [8]), "bad_object", 8],
  ])("%s: a fault at its offset", (_, bytes, code, offset) => {
    expect(() => readBinaryPlist(bytes)).toThrow(CodecFault);
    expect(() => readBinaryPlist(bytes)).toThrow(expect.objectContaining({ code, offset }));
  });

  it.each([6, 7])("integers of no bytes, or of nine, in byte %d of the trailer", (at) => {
    for (const size of [0, 9]) {
      const bytes = file("09", [8]);
      bytes.writeUInt8(size, bytes.length - 32 + at);
      expect(() => readBinaryPlist(bytes)).toThrow(expect.objectContaining({ code: "bad_object" }));
    }
  });

  it("arrays 256 deep are read, deeper ones are not", () => {
    const nested = (depth: number) => {
      const count = depth + 1;
      const objects = Array.from(
        { length: depth },
        (_, at) => `a1${(at + 1).toString(16).padStart(4, "0")}`,
      );
      const body = Buffer.from(`62706c6973743030${objects.join("")}09`, "hex");
      const table = Buffer.alloc(2 * count);
      for (let at = 0; at < count; at += 1) table.writeUInt16BE(8 + 3 * at, 2 * at);
      const trailer = Buffer.alloc(32);
      trailer.writeUInt8(2, 6);
      trailer.writeUInt8(2, 7);
      trailer.writeBigUInt64BE(BigInt(count), 8);
      trailer.writeBigUInt64BE(BigInt(body.length), 24);
      return Buffer.concat([body, table, trailer]);
    };
    expect(readBinaryPlist(nested(256)).root.kind).toBe("array");
    expect(() => readBinaryPlist(nested(257))).toThrow(
      expect.objectContaining({ code: "too_deep", offset: 8 + 3 * 257 }),
    );
    expect(() => readBinaryPlist(nested(20_000))).toThrow(
      expect.objectContaining({ code: "too_deep" }),
    );
  });

  it("texts that lie upon each other are refused before they fill the memory", () => {
    // 40 texts begin in the same run of marker bytes, each as long as the rest of the file.
    const body = `${"5f11ffff".repeat(40)}${"61".repeat(70_000)}`;
    const offsets = Array.from({ length: 40 }, (_, at) => 60 + 4 * at);
    const refs = Array.from({ length: 40 }, (_, at) => (at + 1).toString(16).padStart(2, "0"));
    const bytes = file(`af 10 28 ${refs.join("")} ${"00".repeat(9)} ${body}`, [8, ...offsets]);
    expect(() => readBinaryPlist(bytes)).toThrow(expect.objectContaining({ code: "overlap" }));
  });

  it("more objects than a file of its size may have are refused at once", () => {
    const count = 200_000;
    const trailer = Buffer.alloc(32);
    trailer.writeUInt8(4, 6);
    trailer.writeUInt8(4, 7);
    trailer.writeBigUInt64BE(BigInt(count), 8);
    trailer.writeBigUInt64BE(9n, 24);
    const bytes = Buffer.concat([
      Buffer.from("bplist00\x09", "latin1"),
      Buffer.alloc(4 * count),
      trailer,
    ]);
    expect(() => readBinaryPlist(bytes)).toThrow(
      expect.objectContaining({ code: "too_large", offset: bytes.length - 24 }),
    );
  });

  it("files above the limit are refused unread", () => {
    const bytes = Buffer.alloc(FILE_BYTES_MAX + 1);
    bytes.write("bplist00");
    expect(() => readBinaryPlist(bytes)).toThrow(expect.objectContaining({ code: "too_large" }));
  });

  it.each(Object.entries(FILES))(
    "%s, cut off anywhere, is a fault and nothing else",
    (_, bytes) => {
      for (let length = 0; length < bytes.length; length += 7) {
        expect(() => readBinaryPlist(bytes.subarray(0, length))).toThrow(CodecFault);
      }
    },
  );
});
