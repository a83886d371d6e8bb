import { describe, expect, it } from "vitest";

import { rowTexts } from "./delegation-json.ts";
import { BadRecords, recordedDelegations } from "./recorded-delegations.ts";

// Recorded from mainnet: the first delegation, and an internal one of 2021 in the old id scheme.
const FIRST = {
  type: "delegation",
  id: 1098907648,
  level: 109,
  timestamp: "2018-06-30T19:30:27Z",
  block: "BLwRUPupdhP8TyWp9J6TbjLSCxPPW6tyhVPF2KmNAbLPt7thjPw",
  hash: "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b",
  counter: 23,
  sender: { address: "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd" },
  gasLimit: 0,
  gasUsed: 0,
  storageLimit: 0,
  bakerFee: 50000,
  amount: 25079312620,
  newDelegate: { address: "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd" },
  status: "applied",
};
const INTERNAL = {
  type: "delegation",
  id: 44936408,
  level: 1416383,
  timestamp: "2021-04-05T22:44:41Z",
  block: "BLgbUHkPeeegP2jxEYBkY1Zf6erXmWckBNBK7kuZePUdQHSvFp9",
  hash: "oos6a4U5DhAEaSLqxLmuiytwpP6VZTwESWxosWRzAy6e5emhm8r",
  counter: 12504503,
  initiator: { address: "tz1aD4DmnnGyqxL7neCZ5JMQ6UnpcrKCpajE" },
  sender: { address: "KT1TdV4PMVk2ssQhEw8ch4PNnnVv11JqAzn7" },
  nonce: 12,
  gasLimit: 0,
  gasUsed: 1000,
  bakerFee: 0,
  amount: 100000000,
  prevDelegate: { alias: "Tessellated Geometry", address: "tz1abmz7jiCV2GH2u81LRrGgAFFgvQgiDiaf" },
  status: "applied",
};

const { status, ...rest } = FIRST;
const withMovedStatus = { status, ...rest };

function mistakesIn(records: readonly unknown[]): readonly string[] {
  try {
    recordedDelegations(records);
    return [];
  } catch (error) {
    return error instanceof BadRecords ? error.mistakes : ["threw something else"];
  }
}

describe("recorded delegations", () => {
  it("come back as they were, in the order of their ids", () => {
    const table = recordedDelegations([FIRST, INTERNAL]);
    const texts = rowTexts({ table, rows: [0, 1] }, { mode: "whole" });
    expect(texts).toEqual([JSON.stringify(INTERNAL), JSON.stringify(FIRST)]);
  });

  it("come back with every member there is", () => {
    const { type, id, level, timestamp, block, hash, counter, initiator, sender } = INTERNAL;
    const everything = {
      type,
      id,
      level,
      timestamp,
      block,
      hash,
      counter,
      initiator,
      sender,
      senderCodeHash: -5,
      nonce: 12,
      gasLimit: 0,
      gasUsed: 1000,
      storageLimit: 1,
      bakerFee: 0,
      amount: 100000000,
      stakingUpdatesCount: 2,
      prevDelegate: INTERNAL.prevDelegate,
      newDelegate: sender,
      status: "failed",
      errors: [{ type: "delegate.unchanged" }],
    };
    const table = recordedDelegations([everything]);
    expect(rowTexts({ table, rows: [0] }, { mode: "whole" })).toEqual([JSON.stringify(everything)]);
  });

  it.each([
    ["a text", "record 1 is not an object"],
    [{ ...FIRST, id: "7" }, 'record 1 has no valid "id"'],
    [{ ...FIRST, extra: 1 }, 'record 1 has an unknown member "extra"'],
    [{ ...FIRST, timestamp: "yesterday" }, 'record 1 has no valid "timestamp"'],
    [{ ...FIRST, status: "done" }, 'record 1 has no valid "status"'],
    [withMovedStatus, "would come back in another form"],
  ])("are refused when they cannot be served: %j", (record, reason) => {
    expect(mistakesIn([record]).join("; ")).toContain(reason);
  });

  it("are refused when two have the same id", () => {
    expect(mistakesIn([FIRST, FIRST])).toEqual(["id 1098907648 appears twice"]);
  });
});
