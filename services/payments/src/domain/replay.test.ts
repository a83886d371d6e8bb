import { describe, expect, it } from "vitest";

import {
  ANN_HAS_TEN,
  BEGINNING,
  held,
  moved,
  postedHold,
} from "../../test/in-memory/ledger-story.ts";
import { Draft } from "./draft.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import { LedgerState } from "./ledger-state.ts";
import { Replay } from "./replay.ts";

const hold = held({ transfer: "hotel", amount: 600n });
const post = postedHold({ transfer: "hotel", by: "checkout", amount: 500n });
const events: readonly LedgerEvent[] = [
  ...ANN_HAS_TEN,
  hold,
  { type: "AccountFrozen", account: "bob", reason: "fraud", at: BEGINNING },
  post,
  moved({ transfer: "rent", amount: 100n }),
];

/** The ledger that they make. */
function drafted(): Draft {
  const draft = new Draft(new LedgerState());
  for (const event of events) draft.apply(event);
  return draft;
}

function positioned(all: readonly LedgerEvent[], after = 0n) {
  return all.map((event, at) => ({ event, position: after + BigInt(at + 1) }));
}

describe("a replay", () => {
  it("of all events makes every account as it is, at the position of its last one", () => {
    const draft = drafted();
    const replay = new Replay(() => true);
    replay.apply(positioned(events), []);
    expect([...replay.accounts.keys()].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "ann",
      "bob",
      "house",
    ]);
    for (const [id, { account }] of replay.accounts) expect(account).toEqual(draft.account(id));
    expect(replay.accounts.get("house")?.position).toBe(4n);
    expect(replay.accounts.get("ann")?.position).toBe(8n);
  });

  it("tells what each event recorded, and which hold it ended", () => {
    const draft = drafted();
    const told = new Replay(() => true).apply(positioned(events), []);
    expect(told.flatMap(({ recorded }) => recorded ?? [])).toEqual(draft.changes.recorded);
    expect(told.map(({ position }) => position)).toEqual(
      positioned(events).map(({ position }) => position),
    );
    expect(told.filter(({ resolved }) => resolved !== undefined)).toEqual([
      { position: 7n, recorded: draft.changes.recorded[2], resolved: draft.transfer("hotel") },
    ]);
    expect(told[0]).toEqual({ position: 1n });
  });

  it("part by part comes to the same, given the holds that began before", () => {
    const draft = drafted();
    const replay = new Replay(() => true);
    replay.apply(positioned(events.slice(0, 6)), []);
    const told = replay.apply(positioned(events.slice(6), 6n), [hold]);
    expect(told[0]?.resolved).toEqual(draft.transfer("hotel"));
    for (const [id, { account }] of replay.accounts) expect(account).toEqual(draft.account(id));
  });

  it("keeps only the accounts that it was asked for, each with its whole history", () => {
    const draft = drafted();
    const replay = new Replay((account, ledger) => account === "ann" && ledger === "USD");
    replay.apply(positioned(events), []);
    expect([...replay.accounts.keys()]).toEqual(["ann"]);
    expect(replay.accounts.get("ann")?.account).toEqual(draft.account("ann"));
  });

  it("knows nothing of accounts that were opened before it", () => {
    const replay = new Replay(() => true);
    replay.apply(positioned([moved({ transfer: "rent" })]), []);
    expect(replay.accounts.size).toBe(0);
  });
});
