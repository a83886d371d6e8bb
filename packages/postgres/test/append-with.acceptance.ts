import { type AppendRequest, exactly, type Expectation } from "@holdfast/cqrs/event-store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { type EventStoreStage, openStage } from "./event-store-stage.ts";
import { postingsIn } from "./postings.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
let stage: EventStoreStage;
beforeAll(async () => {
  stage = await openStage(new URL("./event-store-migrations/", import.meta.url));
});
beforeEach(async () => {
  await stage.database.query({ text: "delete from ledger.posting" });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Writes a posting of a cent under each id, one after another. */
const post = (...ids: readonly string[]) => ({ name: "ledger.post_cents", values: [ids] });

function request(id: string, expect: Expectation = "absent"): AppendRequest {
  const commands = [{ commandId: id, events: [{ type: "Posted", cents: 1 }] }];
  return { tenant, streamId: `cent-${id}`, expect, commands };
}

const postings = () => postingsIn(stage.database);

const versionOf = async (id: string): Promise<number> =>
  (await stage.store.loadStream({ tenant, streamId: `cent-${id}` })).version;

test("rows that a function writes and events are there together, by one statement", async () => {
  const parts = [
    { streamId: "cent-a2", expect: "absent", events: [{ type: "Posted", cents: 1 }] },
    { streamId: "cent-a3", expect: "absent", events: [{ type: "Posted", cents: 2 }] },
  ] as const;
  const outcomes = await stage.store.appendWith(post("a1", "a2"), [
    request("a1"),
    { tenant, commandId: "a2", parts },
  ]);
  expect(outcomes).toMatchObject([
    { status: "ok", version: 1 },
    { status: "ok", parts: [{ streamId: "cent-a2" }, { streamId: "cent-a3" }] },
  ]);
  expect(await postings()).toEqual(["a1", "a2"]);
  expect(await versionOf("a3")).toBe(1);
});

test("what stands against one of them leaves nothing of all", async () => {
  await stage.store.append(request("b1"));
  const known = [request("b1"), request("b2")];
  const conflict = [request("b3"), request("b4", exactly(7))];
  const unstorable = {
    ...request("b5"),
    commands: [{ commandId: "b5", events: [{ type: "Posted", cents: Number.NaN }] }],
  };
  expect(await stage.store.appendWith(post("b1", "b2"), known)).toBeUndefined();
  expect(await stage.store.appendWith(post("b3", "b4"), conflict)).toBeUndefined();
  expect(await stage.store.appendWith(post("b5"), [unstorable])).toBeUndefined();
  expect(await postings()).toEqual([]);
  expect(await Promise.all(["b2", "b3", "b4", "b5"].map(versionOf))).toEqual([0, 0, 0, 0]);
});

test("a function that says that rows are not as they were thought to be leaves nothing", async () => {
  expect(await stage.store.appendWith(post("c1", "unexpected"), [request("c1")])).toBeUndefined();
  expect([await postings(), await versionOf("c1")]).toEqual([[], 0]);
});

test("any other failure is told as it is", async () => {
  const failed = stage.store.appendWith(post("d1", "d1"), [request("d1")]);
  await expect(failed).rejects.toMatchObject({ code: "23505" });
  expect(await versionOf("d1")).toBe(0);
});

test("what is sent while others are under way happens behind them", async () => {
  const ids = Array.from({ length: 40 }, (_, at) => `e${at}`);
  const outcomes = await Promise.all(
    ids.map((id) => stage.store.appendWith(post(id), [request(id)])),
  );
  const positions = outcomes.map((each) => {
    const [first] = each ?? [];
    return first !== undefined && "answers" in first ? first.answers[0]?.lastPosition : undefined;
  });
  expect(positions).toEqual(positions.toSorted((a, b) => Number((a ?? 0n) - (b ?? 0n))));
  expect(await postings()).toEqual(ids.toSorted());
});

test("one that fails does not hold back those behind it", async () => {
  const [failed, kept] = await Promise.all([
    stage.store.appendWith(post("f1", "unexpected"), [request("f1")]),
    stage.store.appendWith(post("f2"), [request("f2")]),
  ]);
  expect(failed).toBeUndefined();
  expect(kept).toMatchObject([{ status: "ok" }]);
  expect(await postings()).toEqual(["f2"]);
});

test("an answer that is lost leaves the outcome unknown, and the next one goes over another connection", async () => {
  const told = await stage.database.transaction(async (tx) => {
    await tx.query({ text: "insert into ledger.posting values ('g1', 1)" });
    const asked = ["g1", "g2"].map((id) => stage.store.appendWith(post(id), [request(id)]));
    const settled = Promise.allSettled(asked);
    await expect.poll(killed).toBe(1);
    return settled;
  });
  const unknown = { status: "rejected", reason: { code: "outcome_unknown" } };
  expect(told).toMatchObject([unknown, unknown]);
  const next = await stage.store.appendWith(post("g3"), [request("g3")]);
  expect(next).toMatchObject([{ status: "ok" }]);
  expect([await versionOf("g1"), await postings()]).toEqual([0, ["g1", "g3"]]);
});

/** Ends the connections that wait for somebody's rows; how many. */
async function killed(): Promise<number> {
  const { rows } = await stage.database.query({
    text: `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`,
  });
  return rows.length;
}
