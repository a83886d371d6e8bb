import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatGoQuery, parseGoQuery } from "./go-query.ts";

describe("a query as Go reads and writes it", () => {
  it("is written sorted by key, values in their order", () => {
    const query = new Map([
      ["page", ["2"]],
      ["a", ["x", "b"]],
    ]);
    expect(formatGoQuery(query)).toBe("a=x&a=b&page=2");
  });

  it("escapes everything but unreserved characters", () => {
    expect(formatGoQuery(new Map([["k!", ["a b&c=d'(é)*~"]]]))).toBe(
      "k%21=a+b%26c%3Dd%27%28%C3%A9%29%2A~",
    );
  });

  it("is read back as it was written", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    const entries = fc.uniqueArray(fc.tuple(text, fc.array(text, { minLength: 1, maxLength: 3 })), {
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(entries, (pairs) => {
        const query = new Map(pairs);
        expect(parseGoQuery(`/path?${formatGoQuery(query)}`)).toEqual(query);
      }),
    );
  });

  it("is written back byte for byte, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 8 }), (bytes) => {
        const escaped = [...bytes]
          .map((byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`)
          .join("");
        const written = formatGoQuery(parseGoQuery(`/path?key=${escaped}`));
        const inBytes = written
          .slice("key=".length)
          .replaceAll("+", " ")
          .replaceAll(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
        expect(Buffer.from(inBytes, "latin1")).toEqual(Buffer.from(bytes));
      }),
    );
  });
});
