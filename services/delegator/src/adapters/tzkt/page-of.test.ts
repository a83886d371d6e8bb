import { describe, expect, it } from "vitest";

import { KnownAddresses } from "../../domain/known-addresses.ts";
import { FIELDS } from "./delegation-fields.ts";
import { pageOf } from "./page-of.ts";

const SENDER = "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd";
const BAKER = "tz1g7Vk9dxDALJUp4w1UTnC41ssvRa7Q4XyS";
const HASH = "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b";

const CELLS: Readonly<Record<(typeof FIELDS)[number], unknown>> = {
  id: 1_098_907_648,
  level: 109,
  timestamp: "2018-06-30T19:30:27Z",
  hash: HASH,
  counter: 23,
  nonce: null,
  sender: { address: SENDER },
  amount: 25_079_312_620,
  prevDelegate: null,
  newDelegate: { alias: "a baker", address: BAKER },
  initiator: null,
  status: "applied",
};

function row(change: Partial<typeof CELLS> = {}): readonly unknown[] {
  const cells = { ...CELLS, ...change };
  return FIELDS.map((field) => cells[field]);
}

function decoded(body: unknown): unknown {
  return [...pageOf(body, new KnownAddresses())];
}

describe("a row of TzKT", () => {
  it("is read with what is absent as null and no nonce as -1", () => {
    expect(decoded([row()])).toEqual([
      {
        id: 1_098_907_648,
        level: 109,
        time: 1_530_387_027,
        year: 2018,
        hash: HASH,
        counter: 23,
        nonce: -1,
        sender: SENDER,
        initiator: null,
        amount: 25_079_312_620,
        prevBaker: null,
        newBaker: BAKER,
        status: "applied",
      },
    ]);
  });

  it("may be internal, undelegate, fail and move nothing", () => {
    const change = {
      nonce: 12,
      initiator: { address: SENDER },
      prevDelegate: { address: BAKER },
      newDelegate: undefined,
      amount: 0,
      status: "backtracked",
    };
    expect(decoded([row(change)])).toMatchObject([
      {
        nonce: 12,
        initiator: SENDER,
        prevBaker: BAKER,
        newBaker: null,
        amount: 0,
        status: "backtracked",
      },
    ]);
  });

  it.each<[keyof typeof CELLS, unknown]>([
    ["id", "1098907648"],
    ["id", 2 ** 53],
    ["id", -1],
    ["id", 1.5],
    ["id", null],
    ["level", 2 ** 31],
    ["level", null],
    ["timestamp", "2018-06-30T19:30:27"],
    ["timestamp", "2018-02-30T19:30:27Z"],
    ["timestamp", 1_530_387_027],
    ["timestamp", null],
    ["hash", null],
    ["hash", 7],
    ["counter", -1],
    ["counter", null],
    ["nonce", -1],
    ["nonce", "1"],
    ["sender", null],
    ["sender", SENDER],
    ["sender", {}],
    ["sender", { address: 7 }],
    ["sender", { address: `${SENDER}1` }],
    ["sender", { address: SENDER.replace("t", "ť") }],
    ["hash", HASH.slice(1)],
    ["hash", HASH.replace("oo", "BL")],
    ["amount", null],
    ["amount", "1"],
    ["amount", -1],
    ["prevDelegate", BAKER],
    ["newDelegate", { alias: "a baker" }],
    ["newDelegate", { address: HASH }],
    ["initiator", 7],
    ["status", "pending"],
    ["status", null],
  ])("is refused when its %s is %j", (field, value) => {
    expect(() => decoded([row(), row({ [field]: value })])).toThrow(`malformed row: ${field}`);
  });

  it("is refused when the checksum of an address is wrong", () => {
    const address = SENDER.replace("cd", "cc");
    const change = { sender: { address } };
    expect(() => decoded([row(), row(change)])).toThrow(
      `malformed row: sender: "${address}" is not an address`,
    );
  });

  it.each([
    ["an object", {}],
    ["text", "[]"],
    ["nothing", null],
  ])("is refused when the answer is %s", (_what, body) => {
    expect(() => decoded(body)).toThrow("malformed row: not a list");
  });

  it.each([[[]], [row().slice(1)], [[...row(), 1]], [{ id: 1 }], [7]])(
    "is refused with another number of cells: %j",
    (value) => {
      expect(() => decoded([value])).toThrow("malformed row: number of cells");
    },
  );

  it("is no row at all in an empty answer", () => {
    expect(decoded([])).toEqual([]);
  });
});
