import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodeBase58 } from "./base58.ts";
import { encodeBlockHash } from "./block-hash.ts";
import {
  decodeOperationHash,
  encodeOperationHash,
  isOperationHash,
  looksLikeOperationHash,
  looksLikeOperationHashAt,
} from "./operation-hash.ts";

// The operations of twelve delegations recorded from mainnet between 2018 and 2023.
const RECORDED = [
  "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b",
  "ooedoJWn6fFXaiCkNDftRVCvEbJ855M7fD7gzHryL6x6FXdejP4",
  "onx3SMorQFtaMwCGV9bZuP3VtzyS54jEzTAJBWssMyS7JrWRnX7",
  "opFkg3XMnot3eAVordhKHrZqYLfZgBBzzUjjjV8SuCu3rRjXapd",
  "oohKb1m1E2o4qjLCewb2Spm5SDPexkvWnsuQ1mfKyDbGjCUGd7r",
  "oor46nCMy9WYJj8Q59zpVMjYbuxJLUvLFw9BP5AWJjhAsFBXNw1",
  "oopfZVZKp4Tjibvv9st3vYMMKiSTfUqPCYepeztX7QHSixWPSNc",
  "oofDXKD5m8mBUtv6z3mGuqfPKy4weqC75gewEY3sKFjzUsbiDbF",
  "op5WFJJCJ9eJcpWkBbs5KUoa1Su9atPfQiHECXk5o4KSkLG27di",
  "op2yUybRTzdrD8vq7zJB1cJuYgmiyUSaKLbfQAJA2jgADVJRhzw",
  "oos6a4U5DhAEaSLqxLmuiytwpP6VZTwESWxosWRzAy6e5emhm8r",
  "onxgPmNMo4756y7PhXeYethMVf2e3HUSHoZuia8rY5qFujgbqva",
];
const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const payloads = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("an operation hash", () => {
  it.each(RECORDED)("recorded from mainnet is recognised: %s", (hash) => {
    expect(isOperationHash(hash)).toBe(true);
    expect(looksLikeOperationHash(hash)).toBe(true);
    expect(looksLikeOperationHashAt(Buffer.from(`"${hash}"`), 1)).toBe(true);
  });

  it("is looked for among bytes as it is in a text", () => {
    const one = fc.record({ at: fc.nat(50), code: fc.nat(255) });
    fc.assert(
      fc.property(one, ({ at, code }) => {
        const bytes = Buffer.from(RECORDED.at(0) ?? "", "latin1");
        bytes[at] = code;
        const text = bytes.toString("latin1");
        expect(looksLikeOperationHashAt(bytes, 0)).toBe(looksLikeOperationHash(text));
        expect(looksLikeOperationHashAt(bytes.subarray(1), 0)).toBe(false);
      }),
    );
  });

  it.each(RECORDED)("is written from its payload as it was recorded: %s", (hash) => {
    const payload = decodeOperationHash(hash);
    expect(payload && encodeOperationHash(payload)).toBe(hash);
  });

  it("is recognised for any payload", () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        const hash = encodeOperationHash(payload);
        expect(hash).toMatch(/^o[a-zA-Z0-9]{50}$/u);
        expect(isOperationHash(hash)).toBe(true);
        expect(decodeOperationHash(hash)).toEqual(Buffer.from(payload));
      }),
    );
  });

  it("with one character changed is refused, though it looks like one", () => {
    const position = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(
        payloads,
        position,
        fc.constantFrom(...DIGITS.split("")),
        (payload, position, digit) => {
          const hash = encodeOperationHash(payload);
          fc.pre(hash[position] !== digit);
          const changed = hash.slice(0, position) + digit + hash.slice(position + 1);
          expect(isOperationHash(changed)).toBe(false);
          expect(decodeOperationHash(changed)).toBeUndefined();
          expect(looksLikeOperationHash(changed)).toBe(true);
        },
      ),
    );
  });

  it.each([
    ["nothing", ""],
    ["a hash too short", "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3"],
    ["a hash too long", "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b1"],
    [
      "a hash with a letter that is no digit",
      "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkCOb",
    ],
    ["a block hash", "BLwRUPupdhP8TyWp9J6TbjLSCxPPW6tyhVPF2KmNAbLPt7thjPw"],
    ["an address", "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd"],
  ])("is not %s", (_what, text) => {
    expect(isOperationHash(text)).toBe(false);
    expect(looksLikeOperationHash(text)).toBe(false);
  });

  it("is not written from a payload of another length", () => {
    expect(() => encodeOperationHash(new Uint8Array(31))).toThrow(RangeError);
  });
});

describe("a block hash", () => {
  it.each([
    "BLwRUPupdhP8TyWp9J6TbjLSCxPPW6tyhVPF2KmNAbLPt7thjPw",
    "BLzCkTwQGUf9ggfk24bW7YFeFzudfncp5zzJSkR6Lf4kSP923PK",
    "BLNPz3sg78J3Dj2mMThBFPhkNHaKpszQGKVopQ7nST8hRJSU5oP",
    "BLoyJZXRjwXHuAnCjaqZyaJbSs6L8z8Dw7TYHp2hgqEqGDyxwGR",
    "BL9Qmtx5oq74BHxHtu6EEVAdeJ5rmEFa6wiZWPhwKZn9RZ3oBVo",
    "BMCnStqEhiEddMqMdM3REvuAxjUFN8hJ41XkYWcQTH8wBy4DW3F",
    "BLsr2wYFvfDj5zY85DWnBVCzewnn29GDKLMzhLy3oqE5yhkikeu",
    "BMcMaGU4LZKpbNRvR1TFMHr8EubaMyfo3jHfNTSCSeJUycsZVAr",
    "BLKRzsXYE5pNXWk2HG2TCAX6nEti3QufZMLnezTHMuHPydo5CAb",
    "BLgbUHkPeeegP2jxEYBkY1Zf6erXmWckBNBK7kuZePUdQHSvFp9",
    "BMQqjM67WtpYZEzSUTYgQQfQpM5b7kkX5QF9pDK6HJ9vCSQMY8J",
  ])("is written from its payload as it was recorded: %s", (hash) => {
    const bytes = Buffer.alloc(38);
    expect(decodeBase58(hash, bytes)).toBe(true);
    expect(encodeBlockHash(bytes.subarray(2, 34))).toBe(hash);
  });

  it("starts with B for any payload, and is no operation hash", () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        const hash = encodeBlockHash(payload);
        expect(hash).toMatch(/^B[a-zA-Z0-9]{50}$/u);
        expect(isOperationHash(hash)).toBe(false);
      }),
    );
  });

  it("is not written from a payload of another length", () => {
    expect(() => encodeBlockHash(new Uint8Array(33))).toThrow(RangeError);
  });
});
