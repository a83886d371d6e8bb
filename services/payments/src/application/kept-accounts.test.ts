import { describe, expect, it } from "vitest";

import { opened } from "../../test/in-memory/ledger-story.ts";
import type { Account } from "../domain/account.ts";
import { openedAccount } from "../domain/opened-account.ts";
import { KeptAccounts } from "./kept-accounts.ts";

const account = (id: string, version = 0n): Account => ({
  ...openedAccount(opened(id)),
  version,
});

function fixture(max = 100) {
  const clock = { nowMs: 0 };
  const kept = new KeptAccounts({ max, nowMs: () => clock.nowMs });
  const versionOf = (id: string, tenant = "t1") => kept.get(tenant, id)?.version;
  return { clock, kept, versionOf };
}

describe("accounts that are kept", () => {
  it("are what was put last, of their tenant alone", () => {
    const { kept, versionOf } = fixture();
    kept.put("t1", account("ann", 1n));
    kept.put("t1", account("ann", 2n));
    expect([versionOf("ann"), versionOf("ann", "t2"), versionOf("bob")]).toEqual([
      2n,
      undefined,
      undefined,
    ]);
  });

  it("are the later one where two tenants have given the same id", () => {
    const { kept, versionOf } = fixture();
    kept.put("t1", account("ann", 1n));
    kept.put("t2", account("ann", 2n));
    expect([versionOf("ann"), versionOf("ann", "t2")]).toEqual([undefined, 2n]);
  });

  it("are none once another server may have taken over", () => {
    const { kept, versionOf } = fixture(4);
    for (const id of ["ann", "bob", "cid"]) kept.put("t1", account(id));
    kept.learnTime("2026-01-01T00:00:00.000Z");
    kept.forgetAll();
    expect([versionOf("ann"), versionOf("cid"), kept.time()]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("are as many as may be, those that were changed last", () => {
    const { kept, versionOf } = fixture(4);
    for (const id of ["a", "b", "c", "d", "e"]) kept.put("t1", account(id, 1n));
    expect(["a", "b", "c", "d", "e"].filter((id) => versionOf(id) === 1n)).toEqual(["c", "d", "e"]);
  });

  it("are none where none may be", () => {
    const { kept, versionOf } = fixture(0);
    kept.put("t1", account("ann"));
    expect(versionOf("ann")).toBeUndefined();
  });

  it("are forgotten when they are said to be wrong, old or new", () => {
    const { kept, versionOf } = fixture(4);
    for (const id of ["a", "b", "c"]) kept.put("t1", account(id, 1n));
    kept.forget(["a", "c"]);
    expect(["a", "b", "c"].map((id) => versionOf(id))).toEqual([undefined, 1n, undefined]);
  });
});

describe("accounts that are being opened", () => {
  it("are not kept until the last one who opens them has ended, however it ends", async () => {
    const { kept, versionOf } = fixture();
    kept.put("t1", account("ann", 1n));
    const gates = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const openings = gates.map(({ promise }) => kept.whileOpen(new Set(["ann"]), () => promise));
    const ended = kept.opened("ann");
    kept.put("t1", account("ann", 2n));
    expect(versionOf("ann")).toBeUndefined();
    gates[0]?.reject(new RangeError("failed"));
    await expect(openings[0]).rejects.toThrow("failed");
    kept.put("t1", account("ann", 3n));
    expect(versionOf("ann")).toBeUndefined();
    gates[1]?.resolve(undefined);
    await openings[1];
    await ended;
    expect(kept.opened("ann")).toBeUndefined();
    kept.put("t1", account("ann", 4n));
    expect(versionOf("ann")).toBe(4n);
  });

  it("are waited for by nobody who asks for others", () => {
    const { kept } = fixture();
    void kept.whileOpen(new Set(["ann"]), () => new Promise(() => undefined));
    expect(kept.opened("bob")).toBeUndefined();
    expect(kept.opened("ann")).toBeInstanceOf(Promise);
  });
});

describe("the time of the database", () => {
  it("goes on from what was told, and is asked for again after ten seconds", () => {
    const { kept, clock } = fixture();
    expect(kept.time()).toBeUndefined();
    clock.nowMs = 5_000;
    kept.learnTime("2026-11-27T12:00:00.000Z");
    clock.nowMs = 6_234.9;
    expect(kept.time()).toBe("2026-11-27T12:00:01.234Z");
    clock.nowMs = 15_000;
    expect(kept.time()).toBe("2026-11-27T12:00:10.000Z");
    clock.nowMs = 15_001;
    expect(kept.time()).toBeUndefined();
  });
});
