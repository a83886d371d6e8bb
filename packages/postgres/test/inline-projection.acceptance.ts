import { type AppendRequest, exactly } from "@holdfast/cqrs/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { WriteItems } from "../src/event-store/index.ts";
import { isUniqueViolation, type Statement } from "../src/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
let stage: EventStoreStage;
beforeAll(async () => {
  stage = await openStage(new URL("./event-store-migrations/", import.meta.url));
});
afterAll(() => stage[Symbol.asyncDispose]());

type NameTaken = { readonly type: "NameReserved"; readonly name: string };
type Item = { readonly id: string; readonly name: string; readonly version?: number };

/** The projection: what an event makes of the table that has to be right at once. */
function project({ name }: NameTaken): Statement {
  return { text: "insert into ledger.reservation values ($1)", values: [name] };
}

const write: WriteItems<Item> = async (tx, items) => {
  const requests: AppendRequest[] = [];
  for (const { id, name, version = 0 } of items) {
    const event: NameTaken = { type: "NameReserved", name };
    await tx.query(project(event));
    const commands = [{ commandId: `${id}-${name}`, events: [event] }];
    requests.push({ tenant, streamId: `user-${id}`, expect: exactly(version), commands });
  }
  return requests;
};

async function names(): Promise<readonly unknown[]> {
  const text = "select name from ledger.reservation order by name";
  return (await stage.database.query({ text })).rows.map((row) => row["name"]);
}

test("an inline projection is in the table when the append is answered, and only then", async () => {
  const items = [
    { id: "1", name: "ann" },
    { id: "2", name: "bob" },
  ];
  expect(await stage.store.writeBatch(items, write)).toMatchObject([
    { status: "ok" },
    { status: "ok" },
  ]);
  expect(await names()).toEqual(["ann", "bob"]);
  const conflict = await stage.store.writeBatch([{ id: "1", name: "cid", version: 7 }], write);
  expect(conflict).toMatchObject([{ code: "version_conflict" }]);
  expect(await names()).toEqual(["ann", "bob"]);
});

test("a unique violation in it surfaces as itself, not as a version conflict, and nothing is written", async () => {
  const taken = stage.store.writeBatch(
    [
      { id: "3", name: "dan" },
      { id: "4", name: "ann" },
    ],
    write,
  );
  const error: unknown = await taken.catch((error: unknown) => error);
  expect(isUniqueViolation(error, "reservation_pkey")).toBe(true);
  expect(await names()).toEqual(["ann", "bob"]);
  for (const streamId of ["user-3", "user-4"]) {
    expect((await stage.store.loadStream({ tenant, streamId })).version).toBe(0);
  }
});
