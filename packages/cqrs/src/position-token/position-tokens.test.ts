import { createCipheriv, createHmac } from "node:crypto";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type PositionScope, positionTokens } from "./index.ts";

const secret = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const old = { id: 1, secret: secret(1) };
const newer = { id: 2, secret: secret(2) };
const tokens = positionTokens([newer, old]);

const mine: PositionScope = { tenant: "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", purpose: "page" };
const position = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const scope = fc.record({ tenant: fc.uuid(), purpose: fc.string({ maxLength: 20 }) });
const runs = { seed: 20261126, numRuns: 300 };

const INVALID = {
  code: "invalid_token",
  sentence: "this place is not one that was handed out here: begin again",
  data: {},
};

describe("a token of a position", () => {
  it("is the same text for ever, of one length, and fits into a URL", () => {
    const token = tokens.seal(42n, mine);
    expect(token).toBe(positionTokens([newer]).seal(42n, mine));
    expect(token).toMatch(/^[\w-]{51}$/u);
    expect([0n, 1n, 2n ** 63n - 1n].map((each) => tokens.seal(each, mine).length)).toEqual([
      51, 51, 51,
    ]);
    expect(token).toMatchInlineSnapshot(`"AQISA8pK_hBPdFNKvph3JQIJLWgwogCncFml6LVNB9izrkta2yw"`);
  });

  it("opens to its position, for its tenant and purpose", () => {
    fc.assert(
      fc.property(position, scope, (at, whose) => {
        expect(tokens.open(tokens.seal(at, whose), whose)).toBe(at);
      }),
      runs,
    );
  });

  it("belongs to a tenant however its uuid is written", () => {
    const token = tokens.seal(7n, mine);
    expect(tokens.open(token, { ...mine, tenant: mine.tenant.toUpperCase() })).toBe(7n);
  });

  it("opens nothing for another tenant or purpose, whatever they are called", () => {
    fc.assert(
      fc.property(position, scope, scope, (at, whose, others) => {
        fc.pre(whose.tenant !== others.tenant || whose.purpose !== others.purpose);
        expect(tokens.open(tokens.seal(at, whose), others)).toEqual(INVALID);
      }),
      runs,
    );
    const glued = { tenant: `${mine.tenant}","page`, purpose: "" };
    expect(tokens.open(tokens.seal(1n, mine), glued)).toEqual(INVALID);
    const [one, other] = [
      { tenant: "a", purpose: "b c" },
      { tenant: "a b", purpose: "c" },
    ];
    expect(tokens.open(tokens.seal(1n, one), other)).toEqual(INVALID);
    expect(tokens.seal(1n, other)).not.toBe(tokens.seal(1n, one));
  });

  it("shows nothing of how far a log has grown: neighbours and tenants have nothing in common", () => {
    const alike = (one: string, other: string): number =>
      Array.from(one).filter((character, at) => at > 2 && character === other[at]).length;
    const theirs = { ...mine, tenant: "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb" };
    for (let at = 0n; at < 200n; at += 1n) {
      const token = tokens.seal(at, mine);
      // Of 48 characters one of 64 is alike by chance: more than ten would be no chance.
      expect(alike(token, tokens.seal(at + 1n, mine))).toBeLessThan(10);
      expect(alike(token, tokens.seal(at, theirs))).toBeLessThan(10);
    }
  });

  it("is not sorted as positions are", () => {
    const inOrder = Array.from({ length: 100 }, (_, at) => tokens.seal(BigInt(at), mine));
    const ascents = inOrder.filter((token, at) => at > 0 && token > (inOrder[at - 1] ?? "")).length;
    expect(ascents).toBeGreaterThan(30);
    expect(ascents).toBeLessThan(70);
  });
});

describe("anything else is invalid_token", () => {
  it("a token with one bit changed", () => {
    fc.assert(
      fc.property(position, fc.nat(38 * 8 - 1), (at, bit) => {
        const bytes = Buffer.from(tokens.seal(at, mine), "base64url");
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(tokens.open(bytes.toString("base64url"), mine)).toEqual(INVALID);
      }),
      runs,
    );
  });

  it("the same bytes in another text", () => {
    const token = tokens.seal(5n, mine);
    const last = token.at(-1) ?? "";
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const bytes = Buffer.from(token, "base64url");
    const others = Array.from(alphabet)
      .filter((each) => each !== last)
      .map((each) => token.slice(0, -1) + each);
    expect(others.filter((each) => Buffer.from(each, "base64url").equals(bytes))).not.toEqual([]);
    for (const other of others) expect(tokens.open(other, mine)).toEqual(INVALID);
  });

  it.each([
    "",
    "5",
    "0".repeat(51),
    `${tokens.seal(5n, mine)}=`,
    ` ${tokens.seal(5n, mine)}`,
    "é".repeat(51),
  ])("%j", (token) => {
    expect(tokens.open(token, mine)).toEqual(INVALID);
  });

  it("any other text", () => {
    const text = fc.oneof(
      fc.string(),
      fc.uint8Array({ minLength: 38, maxLength: 38 }).map((bytes) => {
        // The form and the key are right, so that only the seal is left to tell.
        bytes.set([1, newer.id]);
        return Buffer.from(bytes).toString("base64url");
      }),
    );
    fc.assert(
      fc.property(text, (token) => {
        expect(tokens.open(token, mine)).toEqual(INVALID);
      }),
      runs,
    );
  });

  it("the token of a key that is not there any more", () => {
    expect(positionTokens([newer]).open(positionTokens([old]).seal(5n, mine), mine)).toEqual(
      INVALID,
    );
  });

  it("what the right secret sealed with a nonce that the position does not make", () => {
    const derived = (use: string): Buffer => {
      const text = JSON.stringify(["holdfast position token 1", use, 2, mine.tenant, mine.purpose]);
      return createHmac("sha256", newer.secret).update(text).digest();
    };
    const made = (nonce: Buffer): string => {
      const header = Buffer.from([1, 2]);
      const cipher = createCipheriv("aes-256-gcm", derived("hide"), nonce).setAAD(header);
      const hidden = Buffer.concat([cipher.update(Buffer.alloc(8)), cipher.final()]);
      return Buffer.concat([header, nonce, hidden, cipher.getAuthTag()]).toString("base64url");
    };
    const right = createHmac("sha256", derived("nonce")).update(Buffer.alloc(8)).digest();
    expect(tokens.open(made(right.subarray(0, 12)), mine)).toBe(0n);
    expect(tokens.open(made(right.subarray(12, 24)), mine)).toEqual(INVALID);
  });
});

describe("keys", () => {
  it("are changed without a break: the old one opens, the new one seals", () => {
    const token = positionTokens([old]).seal(5n, mine);
    expect(tokens.open(token, mine)).toBe(5n);
    expect(Buffer.from(tokens.seal(5n, mine), "base64url")[1]).toBe(newer.id);
  });

  it.each([
    ["none", []],
    ["two of one id", [old, { ...newer, id: 1 }]],
    ["a short secret", [{ id: 1, secret: new Uint8Array(31) }]],
    ["an id that does not fit", [{ id: 256, secret: secret(1) }]],
    ["half an id", [{ id: 0.5, secret: secret(1) }]],
  ])("%s: refused", (_name, keys) => {
    expect(() => positionTokens(keys)).toThrow(RangeError);
  });

  it.each([-1n, 2n ** 63n])("%s is no position", (at) => {
    expect(() => tokens.seal(at, mine)).toThrow(RangeError);
  });
});
