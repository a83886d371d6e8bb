import { randomUUID } from "node:crypto";

import { nothingPersonal, type Personal, personalFields, pii } from "@holdfast/erasure";
import { afterAll, beforeAll, expect, it } from "vitest";

import { postgresEraser, sealedPostgresStore } from "../src/erasure/index.ts";
import { postgresEventStore } from "../src/event-store/index.ts";
import { type ErasureStage, keysOver, openErasureStage, sealingBy } from "./erasure-stage.ts";

type Said = { readonly type: "Said"; readonly by: string; readonly word: Personal<string> };
const personal = [personalFields<Said>({ Said: { word: pii("by") } }), nothingPersonal(["Paid"])];

let stage: ErasureStage;
beforeAll(async () => {
  stage = await openErasureStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

it("a batch has items with personal data and without, and each is answered as if it were alone", async () => {
  const tenant = randomUUID();
  const keys = keysOver(stage.wrapped());
  const plain = postgresEventStore(stage);
  const store = sealedPostgresStore(plain, sealingBy(keys, personal));
  const shred = postgresEraser({ ...stage, keys, store: plain });
  const item = (commandId: string, event: { readonly type: string }) => ({
    tenant,
    streamId: `stream-${commandId}`,
    expect: "any" as const,
    commands: [{ commandId, events: [event] }],
  });
  const paid = (commandId: string, cents = 1) => {
    const event = { type: "Paid", cents };
    return item(commandId, event);
  };
  const said = (by: string) => {
    const event = { type: "Said", by, word: "Marker" };
    return item(`said-${by}`, event);
  };
  await shred({ tenant, subjectId: "bob" });
  await store.append(paid("known"));
  await store.append(paid("other"));
  const rounds: number[] = [];
  const all = [paid("new"), said("ann"), said("bob"), paid("known"), paid("other", 2)];
  const outcomes = await store.writeBatch(all, async (_tx, open) => {
    rounds.push(open.length);
    return open;
  });
  expect(outcomes).toMatchObject([
    { status: "ok", streamId: "stream-new" },
    { status: "ok", streamId: "stream-said-ann" },
    { code: "subject_erased" },
    { status: "duplicate", streamId: "stream-known" },
    { code: "command_mismatch" },
  ]);
  expect(rounds[0]).toBe(5);
  expect(rounds.at(-1)).toBeLessThanOrEqual(4);
  expect(await store.append(paid("new"))).toMatchObject({ status: "duplicate" });
  expect(await plain.append(paid("new"))).toMatchObject({ status: "duplicate" });
  const { events } = await plain.loadStream({ tenant, streamId: "stream-said-ann" });
  expect(JSON.stringify(events)).not.toContain("Marker");
});
