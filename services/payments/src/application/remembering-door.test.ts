import { describe, expect, it } from "vitest";

import { ANN_HAS_TEN, moved } from "../../test/in-memory/ledger-story.ts";
import { Draft } from "../domain/draft.ts";
import { LedgerState } from "../domain/ledger-state.ts";
import type { LedgerDone, LedgerOutcome, LedgerRequest } from "./ledger-request.ts";
import { RememberedOutcomes, type RememberedOutcomesOptions } from "./remembered-outcomes.ts";
import { rememberingDoor } from "./remembering-door.ts";

const RENT = "rent";

function request(commandId: string, more: Partial<LedgerRequest> = {}): LedgerRequest {
  const command = { type: "FreezeAccount", account: "ann", reason: "r" } as const;
  return { tenant: "t1", commandId, fingerprint: "f", command, ...more };
}

/** What a posted batch tells: of more than the one transfer that was asked for. */
function rentPaid(description = "January"): LedgerDone {
  const draft = new Draft(new LedgerState());
  const events = [moved({ transfer: RENT, description }), moved({ transfer: "other" })];
  for (const event of [...ANN_HAS_TEN, ...events]) draft.apply(event);
  const { accounts, recorded } = draft.changes;
  const transfers = new Map(recorded.map((each) => [each.transfer.id, each]));
  const results = [{ id: RENT, status: "created" }] as const;
  return { status: "done", position: 7n, isNew: true, results, transfers, accounts };
}

/** A door that remembers before one that answers from a list; what reached that one. */
function fixture(
  outcomes: readonly LedgerOutcome[],
  options: Partial<RememberedOutcomesOptions> = {},
) {
  const asked: string[] = [];
  const rest = outcomes.values();
  const inner = {
    execute({ commandId }: LedgerRequest) {
      asked.push(commandId);
      const { value } = rest.next();
      if (value === undefined) throw new RangeError("nobody was to ask for that");
      return Promise.resolve(value);
    },
  };
  const clock = { nowMs: 0 };
  const remembered = new RememberedOutcomes({ nowMs: () => clock.nowMs, ...options });
  return { asked, clock, door: rememberingDoor(inner, remembered) };
}

describe("a door that remembers", () => {
  it("tells again what was done, of that alone", async () => {
    const done = rentPaid();
    const { door, asked } = fixture([done]);
    expect(await door.execute(request("a"))).toBe(done);
    const again = await door.execute(request("a"));
    const rent = done.transfers.get(RENT);
    expect(again).toEqual({
      ...done,
      status: "replayed",
      transfers: new Map([[RENT, rent]]),
      accounts: new Map(["ann", "bob"].map((id) => [id, done.accounts.get(id)])),
    });
    expect(asked).toEqual(["a"]);
  });

  it("says that an id was used for another request", async () => {
    const { door, asked } = fixture([rentPaid()]);
    await door.execute(request("a"));
    expect(await door.execute(request("a", { fingerprint: "g" }))).toEqual({
      status: "key_reused",
    });
    expect(asked).toEqual(["a"]);
  });

  it("knows nothing of another tenant", async () => {
    const { door, asked } = fixture([rentPaid(), { status: "key_reused" }]);
    await door.execute(request("a"));
    expect(await door.execute(request("a", { tenant: "t2" }))).toEqual({ status: "key_reused" });
    expect(asked).toEqual(["a", "a"]);
  });

  it("remembers no refusal", async () => {
    const refusal = {
      code: "account_not_found",
      sentence: "no",
      data: { account: "ann" },
    } as const;
    const done = rentPaid();
    const { door } = fixture([{ status: "refused", refusal }, { status: "key_reused" }, done]);
    for (const status of ["refused", "key_reused", "done", "replayed"]) {
      expect(await door.execute(request("a"))).toMatchObject({ status });
    }
  });

  it("remembers nothing that its command alone names", async () => {
    const { door, asked } = fixture([rentPaid(), rentPaid()]);
    const { fingerprint: _, ...unnamed } = request("a");
    await door.execute(unnamed);
    await door.execute(unnamed);
    expect(asked).toEqual(["a", "a"]);
  });

  it("asks the log for what is older than it may be", async () => {
    const { door, asked, clock } = fixture([rentPaid(), rentPaid()], { ageMsMax: 1_000 });
    await door.execute(request("a"));
    clock.nowMs = 1_000;
    expect(await door.execute(request("a"))).toMatchObject({ status: "replayed" });
    clock.nowMs = 1_001;
    await door.execute(request("a"));
    expect(asked).toEqual(["a", "a"]);
  });

  it("forgets the oldest where it would take too much", async () => {
    const outcomes = Array.from({ length: 4 }, () => rentPaid("x".repeat(2_000)));
    const { door, asked } = fixture(outcomes, { bytesMax: 15_000 });
    for (const id of ["a", "b", "c", "c", "b", "a"]) await door.execute(request(id));
    expect(asked).toEqual(["a", "b", "c", "a"]);
  });
});
