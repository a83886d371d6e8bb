import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { textMistakes } from "./text-mistakes.ts";

const at = (pointer: string, detail: string) => ({
  in: "body",
  pointer,
  code: "invalid_text",
  detail,
});
const NUL = "holds U+0000";
const HALF = "holds half of a surrogate pair";

describe("texts that could not be stored", () => {
  it.each<[unknown, ReturnType<typeof at>[]]>([
    ["a\0", [at("", NUL)]],
    [{ a: "\ud800" }, [at("/a", HALF)]],
    [{ a: [{ "b/~": "\udc00\ud800" }, "\0"] }, [at("/a/0/b~1~0", HALF), at("/a/1", NUL)]],
    [{ "a\0": 1 }, [at("/a\0", NUL)]],
    [{ "\udc00": { b: "\0" } }, [at("/\ufffd", HALF), at("/\ufffd/b", NUL)]],
  ])("are found in %j", (value, mistakes) => {
    expect(textMistakes("body", value)).toEqual(mistakes);
  });

  it("are not found elsewhere", () => {
    const unit = "grapheme-composite";
    fc.assert(
      fc.property(fc.object({ withNullPrototype: true }), fc.string({ unit }), (value, text) => {
        const storable = JSON.parse(JSON.stringify({ value, text }).replaceAll("\\u0000", ""));
        expect(textMistakes("body", storable)).toEqual([]);
      }),
    );
  });

  it("are told up to twenty times", () => {
    const many = Array.from({ length: 30 }, () => "\0");
    expect(textMistakes("body", many)).toHaveLength(20);
  });

  it("are found however deep they lie", () => {
    const depth = 20_000;
    const nested: unknown = JSON.parse(`${"[".repeat(depth)}"\\u0000"${"]".repeat(depth)}`);
    expect(textMistakes("body", nested)).toHaveLength(1);
  });
});
