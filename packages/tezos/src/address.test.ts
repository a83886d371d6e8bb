import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { addressKind, decodeAddress, encodeAddress, type AddressKind } from "./address.ts";

// Every address in twelve delegations recorded from mainnet between 2018 and 2023.
const RECORDED = [
  "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd",
  "tz1U2ufqFdVkN2RdYormwHtgm3ityYY1uqft",
  "tz1id8EA4PQf3NXeQ2LagJBK5gR8UsCg2fqW",
  "tz1bakerHqr7tLADpCajhJBCNEBEE6AS73Mz",
  "tz1Vm5cfHncKGBo7YvZfHc4mmudY4qpWzvSB",
  "KT1XRAGQEbUqqagjX9j7RbvpUe7ZwF29DnM2",
  "tz1TZLETj4eRXzSe8aPEfEqov87bQq9rbTTX",
  "tz1R4D8nfepxHTDppGzsQqD5CMM4jjmk5o91",
  "tz1TgsrW4uPSiTef9mHP44ta8iMajhYTYPSh",
  "tz1eewjYhPoR4o1x9pWgNtCU1GUAkp9Qb76q",
  "tz1aD4DmnnGyqxL7neCZ5JMQ6UnpcrKCpajE",
  "KT1TdV4PMVk2ssQhEw8ch4PNnnVv11JqAzn7",
  "tz1abmz7jiCV2GH2u81LRrGgAFFgvQgiDiaf",
  "tz1g7Vk9dxDALJUp4w1UTnC41ssvRa7Q4XyS",
  "tz1fHn9ZSqMwp1WNwdCLqnh52yPgzQ4QydTm",
];
const KINDS: readonly AddressKind[] = ["tz1", "tz2", "tz3", "tz4", "KT1"];
const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

const payloads = fc.uint8Array({ minLength: 20, maxLength: 20 });
const kinds = fc.constantFrom(...KINDS);

describe("an address", () => {
  it.each(RECORDED)("recorded from mainnet is recognised: %s", (address) => {
    expect(addressKind(address)).toBe(address.slice(0, 3));
  });

  it.each(RECORDED)("is written from its payload as it was recorded: %s", (address) => {
    const decoded = decodeAddress(address);
    expect(decoded && encodeAddress(decoded.kind, decoded.payload)).toBe(address);
  });

  it("of an all-zero key hash is the well-known one", () => {
    expect(encodeAddress("tz1", new Uint8Array(20))).toBe("tz1Ke2h7sDdakHJQh8WX4Z372du1KChsksyU");
  });

  it("keeps its kind for any payload", () => {
    fc.assert(
      fc.property(kinds, payloads, (kind, payload) => {
        const address = encodeAddress(kind, payload);
        expect(address).toHaveLength(36);
        expect(address.slice(0, 3)).toBe(kind);
        expect(addressKind(address)).toBe(kind);
        expect(decodeAddress(address)).toEqual({ kind, payload: Buffer.from(payload) });
      }),
    );
  });

  it("keeps its payload when another address is decoded after it", () => {
    const first = decodeAddress(encodeAddress("tz1", new Uint8Array(20).fill(1)));
    decodeAddress(encodeAddress("tz1", new Uint8Array(20).fill(2)));
    expect(first?.payload).toEqual(Buffer.alloc(20, 1));
  });

  it("with one character changed is refused", () => {
    fc.assert(
      fc.property(
        kinds,
        payloads,
        fc.tuple(fc.nat(35), fc.constantFrom(...DIGITS.split(""))),
        (kind, payload, [position, digit]) => {
          const address = encodeAddress(kind, payload);
          fc.pre(address[position] !== digit);
          const changed = address.slice(0, position) + digit + address.slice(position + 1);
          expect(addressKind(changed)).toBeUndefined();
        },
      ),
    );
  });

  it("with any recorded character changed is refused", () => {
    for (const address of RECORDED) {
      for (let position = 0; position < address.length; position += 1) {
        const digit = address[position] === "z" ? "y" : "z";
        const changed = address.slice(0, position) + digit + address.slice(position + 1);
        expect(addressKind(changed)).toBeUndefined();
      }
    }
  });

  it.each([
    ["nothing", ""],
    ["a text too short", "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZec"],
    ["a text too long", "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd1"],
    ["a zero, which is no digit", "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZec0"],
    ["a letter outside Latin", "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecд"],
    ["a number beyond 27 bytes", "z".repeat(36)],
    ["zeros", "1".repeat(36)],
    ["a smart rollup, which has another prefix", "sr1RYurGZtN8KNSpkMcCt9CgWeUaNkzsAfXf"],
    ["an operation hash", "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b"],
  ])("is not %s", (_what, text) => {
    expect(addressKind(text)).toBeUndefined();
    expect(decodeAddress(text)).toBeUndefined();
  });

  it("is not written from a payload of another length", () => {
    expect(() => encodeAddress("tz1", new Uint8Array(19))).toThrow(RangeError);
    expect(() => encodeAddress("KT1", new Uint8Array(21))).toThrow(RangeError);
  });
});
