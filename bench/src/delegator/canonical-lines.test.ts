import type { DelegationRecord } from "@holdfast/standin-tzkt";
import { expect, it } from "vitest";

import { mirrorLine, originalLine } from "./canonical-lines.ts";

const record: DelegationRecord = {
  type: "delegation",
  id: 1_048_576,
  level: 167,
  timestamp: "2018-06-30T19:30:27Z",
  block: "B",
  hash: "oo",
  counter: 3,
  sender: { address: "tz1s" },
  gasLimit: 0,
  gasUsed: 0,
  bakerFee: 0,
  amount: 25,
  newDelegate: { address: "tz1n" },
  status: "applied",
};
const ranks = { year: 2018, g: 7, y: 2 };

const kindOf = (changed: Partial<DelegationRecord>) =>
  mirrorLine({ record: { ...record, ...changed }, ...ranks }).split("|")[11];

it("writes every column with a dash for an absent address and -1 for no nonce", () => {
  expect(mirrorLine({ record, ...ranks })).toBe(
    "1048576|1530387027|25|3|167|tz1s|-|tz1n|-|-1|applied|delegate|2018|oo|7|2",
  );
});

it("writes the original's five columns", () => {
  expect(originalLine({ record, ...ranks })).toBe("1048576|1530387027|25|tz1s|167");
});

it.each([
  ["register", { newDelegate: { address: "tz1s" } }],
  ["redelegate", { prevDelegate: { address: "tz1p" } }],
  ["refresh", { prevDelegate: { address: "tz1n" } }],
  ["-", { status: "failed" }],
] as const)("tells the kind %s", (kind, changed) => {
  expect(kindOf(changed)).toBe(kind);
});

it("tells an undelegation by its missing baker", () => {
  const { newDelegate: _newDelegate, ...without } = record;
  expect(mirrorLine({ record: without, ...ranks }).split("|")[11]).toBe("undelegate");
});
