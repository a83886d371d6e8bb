import { describe, expect, it } from "vitest";

import { type DelegationFilter, matchesFilter } from "./delegation-filter.ts";
import type { Delegation } from "./delegation.ts";

const ROW: Delegation = {
  id: 2 ** 20,
  level: 100,
  time: 1_530_387_027,
  year: 2018,
  hash: "op",
  counter: 1,
  nonce: -1,
  sender: "ann",
  initiator: null,
  amount: 500,
  prevBaker: "old",
  newBaker: "new",
  status: "applied",
};
const FINAL = 100;

const PASSING: readonly DelegationFilter[] = [
  {},
  { delegator: "ann" },
  { baker: { address: "new", role: "any" } },
  { baker: { address: "old", role: "any" } },
  { baker: { address: "new", role: "new" } },
  { baker: { address: "old", role: "prev" } },
  { status: "applied" },
  { kind: "redelegate" },
  { timeFrom: ROW.time, timeTo: ROW.time + 1 },
  { levelFrom: 100, levelTo: 100 },
  { amountMin: 500, amountMax: 500 },
  { isFinal: true },
];

const REFUSING: readonly DelegationFilter[] = [
  { delegator: "bob" },
  { baker: { address: "ann", role: "any" } },
  { baker: { address: "old", role: "new" } },
  { baker: { address: "new", role: "prev" } },
  { status: "failed" },
  { kind: "delegate" },
  { timeFrom: ROW.time + 1 },
  { timeTo: ROW.time },
  { levelFrom: 101 },
  { levelTo: 99 },
  { amountMin: 501 },
  { amountMax: 499 },
];

describe("matchesFilter", () => {
  it.each(PASSING)("lets a delegation pass that is inside %o", (filter) => {
    expect(matchesFilter(filter, ROW, FINAL)).toBe(true);
  });

  it.each(REFUSING)("keeps out a delegation that is outside %o", (filter) => {
    expect(matchesFilter(filter, ROW, FINAL)).toBe(false);
  });

  it("keeps out what a reorg could take back when only final delegations are asked for", () => {
    expect(matchesFilter({ isFinal: true }, ROW, FINAL - 1)).toBe(false);
  });
});
