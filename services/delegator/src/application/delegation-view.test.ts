import { expect, it } from "vitest";

import type { Delegation } from "../domain/delegation.ts";
import { delegationView } from "./delegation-view.ts";

const ROW: Delegation = {
  id: 2 ** 20,
  level: 109,
  time: 1_530_387_027,
  year: 2018,
  hash: "oo5",
  counter: 7,
  nonce: -1,
  sender: "KT1",
  initiator: null,
  amount: 9_007_199_254_740_991,
  prevBaker: null,
  newBaker: "tz1",
  status: "applied",
};

it("shows amounts as digits, times in UTC, and no nonce where there is none", () => {
  expect(delegationView(ROW, 109)).toEqual({
    id: 1_048_576,
    level: 109,
    timestamp: "2018-06-30T19:30:27Z",
    hash: "oo5",
    counter: 7,
    nonce: null,
    delegator: "KT1",
    initiator: null,
    amount: "9007199254740991",
    prevBaker: null,
    newBaker: "tz1",
    status: "applied",
    kind: "delegate",
    final: true,
  });
});

it("shows what a reorg can still take back as not final, and no kind for what was not applied", () => {
  const failed = delegationView({ ...ROW, nonce: 0, status: "failed" }, 108);
  expect(failed).toMatchObject({ nonce: 0, kind: null, status: "failed", final: false });
});
