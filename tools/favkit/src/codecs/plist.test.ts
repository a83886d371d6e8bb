import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { archiveFile } from "../../test/written/archive-bytes.ts";
import {
  arr,
  type Box,
  bplist,
  data,
  dict,
  int,
  real,
  str,
  uid,
} from "../../test/written/bplist-bytes.ts";
import { FILES, favourites } from "../../test/written/sfl-bytes.ts";
import { xmlFile } from "../../test/written/xml-bytes.ts";
import { readBinaryPlist } from "./bplist-reader.ts";
import { writeBinaryPlist } from "./bplist-writer.ts";
import { field, type Plist } from "./plist.ts";
import { readXmlPlist } from "./xml-plist.ts";

const rewritten = (bytes: Uint8Array) => Buffer.from(writeBinaryPlist(readBinaryPlist(bytes).root));
const hexadecimal = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("binary property lists", () => {
  it.each(Object.entries(FILES))("of %s are written again byte for byte", (_, bytes) => {
    expect(hexadecimal(rewritten(bytes))).toBe(hexadecimal(bytes));
  });

  it("are read as a file that was written down by hand", () => {
    // ["a", UID 1, "ä", -1, 256, "a" again, true, 1.5]: equal UIDs are two objects, references mean the first.
    const objects =
      "a9 01 02 03 04 05 01 06 07 02 5161 8001 6100e4 13ffffffffffffffff 110100 09 233ff8000000000000 8001";
    const offsets = "08 12 14 16 19 22 25 26 2f";
    const trailer = "000000000000 01 01 0000000000000009 0000000000000000 0000000000000031";
    const bytes = Buffer.from(
      `62706c6973743030${objects}${offsets}${trailer}`.replaceAll(" ", ""),
      "hex",
    );
    const { root } = readBinaryPlist(bytes);
    expect(root.kind === "array" && root.items.map(shown)).toEqual([
      "a",
      1,
      "ä",
      -1,
      256,
      "a",
      true,
      1.5,
      1,
    ]);
    expect(hexadecimal(rewritten(bytes))).toBe(hexadecimal(bytes));
  });

  it("keep equal texts apart that are two objects, and one object one", () => {
    const shared = str("same");
    const bytes = bplist(arr([shared, str("same"), shared]));
    const { root } = readBinaryPlist(bytes);
    const items = root.kind === "array" ? root.items : [];
    expect(items[0]).toBe(items[2]);
    expect(items[0]).not.toBe(items[1]);
    expect(hexadecimal(rewritten(bytes))).toBe(hexadecimal(bytes));
  });

  it.each([14, 15, 16, 255, 256, 65_536])("count %d units of text and data", (count) => {
    const bytes = bplist(
      arr([str("x".repeat(count)), str("ü".repeat(count)), data(Buffer.alloc(count, 7))]),
    );
    expect(rewritten(bytes).equals(bytes)).toBe(true);
  });

  it.each([250, 254, 255, 256, 257, 300])(
    "refer to %d objects in the bytes that takes",
    (count) => {
      const bytes = bplist(arr(Array.from({ length: count }, (_, at) => int(at))));
      expect(rewritten(bytes).equals(bytes)).toBe(true);
    },
  );

  it("hold integers of every size", () => {
    const numbers = [0, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, -1, -(2 ** 40)];
    const bigs = [2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)];
    const bytes = bplist(arr([...numbers, ...bigs].map(int)));
    const { root } = readBinaryPlist(bytes);
    expect(root.kind === "array" && root.items.map(shown)).toEqual([...numbers, ...bigs]);
    expect(rewritten(bytes).equals(bytes)).toBe(true);
  });

  it("hold what only other writers use: null, sets, dates, short reals and integers of sixteen bytes", () => {
    const wide = (value: bigint): Plist => ({ kind: "integer", value });
    const root: Plist = {
      kind: "array",
      type: 0xa0,
      items: [
        { kind: "null" },
        { kind: "array", type: 0xc0, items: [{ kind: "date", value: 0.5 }] },
        { kind: "array", type: 0xb0, items: [{ kind: "real", value: 0.5, bytes: 4 }] },
        wide(2n ** 64n - 1n),
        wide(-(2n ** 100n)),
        { kind: "uid", value: 70_000 },
      ],
    };
    expect(readBinaryPlist(writeBinaryPlist(root)).root).toEqual(root);
  });

  it("come back from any tree", () => {
    const unit = fc.integer({ min: 0, max: 0xffff });
    const text = fc.array(unit, { maxLength: 9 }).map((units) => String.fromCharCode(...units));
    const scalar = fc.oneof(
      text.map(str),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(int),
      fc.double().map(real),
      fc.uint8Array({ maxLength: 17 }).map(data),
      fc.integer({ min: 0, max: 60_000 }).map(uid),
    );
    // Containers of containers, each part small: what a tree is made of shows early, and the run stays short.
    const around = (part: fc.Arbitrary<Box>) =>
      fc.oneof(
        fc.array(part, { maxLength: 4 }).map(arr),
        fc.array(fc.tuple(text.map(str), part), { maxLength: 4 }).map(dict),
        scalar,
      );
    const tree = around(around(scalar));
    const wide = fc.array(scalar, { minLength: 14, maxLength: 17 }).map(arr);
    fc.assert(
      fc.property(fc.tuple(tree, wide).map(arr), (root) => {
        const bytes = bplist(root);
        expect(rewritten(bytes).equals(bytes)).toBe(true);
      }),
      { numRuns: 15 },
    );
  }, 30_000);

  it("refuse to be written when they hold themselves", () => {
    const items: Plist[] = [];
    const around: Plist = { kind: "array", type: 0xa0, items };
    items.push({ kind: "array", type: 0xa0, items: [around] });
    expect(() => writeBinaryPlist({ kind: "array", type: 0xb0, items })).not.toThrow();
    let deep: Plist = { kind: "null" };
    for (let depth = 0; depth < 300; depth += 1)
      deep = { kind: "array", type: 0xa0, items: [deep] };
    expect(() => writeBinaryPlist(deep)).toThrow(RangeError);
  });
});

describe("XML property lists", () => {
  it("tell the same as the binary file", () => {
    const xml = readXmlPlist(xmlFile(favourites("macos26"))).root;
    expect(xml).toEqual(readBinaryPlist(archiveFile(favourites("macos26"))).root);
  });

  it("read every scalar, entity and comment", () => {
    const { root } = xml(`
      <dict>
        <key>text</key><string>a &amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;<![CDATA[<b>&amp;]]> <!-- no --> z</string>
        <key>empty</key><string/>
        <key>whole</key><integer> -12 </integer><key>hex</key><integer>0xFF</integer>
        <key>big</key><integer>18446744073709551615</integer>
        <key>real</key><real>-1.5e3</real><key>nan</key><real>nan</real><key>inf</key><real>-infinity</real>
        <key>date</key><date>2001-01-01T00:00:01Z</date>
        <key>data</key><data> AA\n EC </data><key>yes</key><true/><key>no</key><false></false>
        <key>list</key><array><string>x</string><array/></array>
        <key>uid</key><dict><key>CF$UID</key><integer>7</integer></dict>
        <key>near</key><dict><key>CF$UID</key><string>7</string></dict>
      </dict>`);
    const of = (name: string) => field(root, name);
    expect(of("text")).toEqual({ kind: "string", value: `a &<>"'A😀<b>&amp;  z` });
    expect(of("empty")).toEqual({ kind: "string", value: "" });
    expect([of("whole"), of("hex"), of("big")].map((node) => node && shown(node))).toEqual([
      -12,
      255,
      2n ** 64n - 1n,
    ]);
    expect([of("real"), of("nan"), of("inf")].map((node) => node && shown(node))).toEqual([
      -1500,
      Number.NaN,
      -Infinity,
    ]);
    expect(of("date")).toEqual({ kind: "date", value: 1 });
    expect(of("data")).toEqual({ kind: "data", value: Buffer.from([0, 1, 2]) });
    expect([of("yes"), of("no")].map((node) => node && shown(node))).toEqual([true, false]);
    expect(of("uid")).toEqual({ kind: "uid", value: 7 });
    expect(of("near")?.kind).toBe("dictionary");
  });

  it("may begin with a byte order mark and blanks", () => {
    expect(readXmlPlist(Buffer.from("\uFEFF\n<plist><true/></plist>\n")).root).toEqual({
      kind: "boolean",
      value: true,
    });
  });

  it.each([
    ["<plist><string>&nbsp;</string></plist>", "bad_xml", 15],
    ["<plist><string>&#0;</string></plist>", "bad_xml", 15],
    ["<plist><string>&#xD800;</string></plist>", "bad_xml", 15],
    ["<plist><string>& </string></plist>", "bad_xml", 15],
    ['<!DOCTYPE plist [<!ENTITY a "b">]><plist><true/></plist>', "bad_xml", 0],
    ['<?xml version="1.0" encoding="UTF-16"?><plist><true/></plist>', "bad_xml", 0],
    ["<html></html>", "not_a_property_list", 0],
    ["no XML", "not_a_property_list", 0],
    ["<plist><date>yesterday</date></plist>", "bad_xml", 7],
    ["<plist><integer>1.5</integer></plist>", "bad_xml", 7],
    ["<plist><real>one</real></plist>", "bad_xml", 7],
    ["<plist><data>*</data></plist>", "bad_xml", 7],
    ["<plist><thing/></plist>", "bad_xml", 7],
    ["<plist><dict><string>a</string></dict></plist>", "bad_xml", 13],
    ["<plist><dict><key>a</key></dict></plist>", "bad_xml", 7],
    ["<plist><array><key>a</key></array></plist>", "bad_xml", 14],
    ["<plist><array></dict></plist>", "bad_xml", 14],
    ["<plist><string>a", "bad_xml", 15],
    ["<plist><string>a</key></plist>", "bad_xml", 16],
    ["<plist><string><![CDATA[a</string></plist>", "bad_xml", 15],
    ["<plist><true/></plist><true/>", "bad_xml", 22],
    ["<plist><true", "bad_xml", 7],
    ["<plist><!-- ", "bad_xml", 7],
    ["<plist></plist>", "bad_xml", 7],
  ])("%s is refused: %s at %d", (text, code, offset) => {
    expect(() => readXmlPlist(Buffer.from(text))).toThrow(
      expect.objectContaining({ code, offset }),
    );
  });

  it("more than 256 deep are refused", () => {
    const bytes = Buffer.from(`<plist>${"<array>".repeat(300)}`);
    const fault = expect.objectContaining({ code: "too_deep", offset: 7 + 257 * 7 });
    expect(() => readXmlPlist(bytes)).toThrow(fault);
  });

  it("are UTF-8", () => {
    const bytes = Buffer.from("<plist><string>\u00e4</string></plist>", "latin1");
    expect(() => readXmlPlist(bytes)).toThrow(
      expect.objectContaining({ code: "bad_xml", offset: 15 }),
    );
  });

  it("with more elements than memory is meant for are refused", () => {
    const text = `<plist><array>${"<true/>".repeat(190_000)}</array></plist>`;
    expect(() => readXmlPlist(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: "too_large" }),
    );
  });
});

function xml(body: string) {
  return readXmlPlist(
    Buffer.from(`<?xml version="1.0"?><!-- c --><plist version="1.0">${body}</plist>`),
  );
}

function shown(node: Plist): unknown {
  return "value" in node ? node.value : node.kind;
}
