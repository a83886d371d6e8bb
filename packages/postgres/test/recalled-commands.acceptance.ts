import type { AppendOutcome } from "@holdfast/cqrs/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Database, openDatabase } from "../src/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";

const TENANTS = ["aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"];
const NUMBERS = Array.from({ length: 64 }, (_, number) => number);

let stage: EventStoreStage;
let admin: Database;
beforeAll(async () => {
  stage = await openStage();
  admin = openDatabase({ url: stage.server.adminUrl, applicationName: "test" });
});
afterAll(async () => {
  await admin[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

/** A command of its own for each number; tenants have the same ids. */
function say(number: number, word = "first"): Promise<AppendOutcome> {
  const events = [{ type: "Said", word, number }];
  return stage.store.append({
    tenant: TENANTS[number % 2] ?? "",
    streamId: `log-${number % 5}`,
    expect: "any",
    commands: [{ commandId: `command-${number >> 1}`, events, answer: { number } }],
  });
}

const sayAll = (): Promise<readonly AppendOutcome[]> => Promise.all(NUMBERS.map((n) => say(n)));

const again = (outcome: AppendOutcome): object => ({ ...outcome, status: "duplicate" });

const WAITING = `select from pg_stat_activity
  where query like '%append_batch%' and wait_event_type = 'Lock' and pid <> pg_backend_pid()`;

async function writerWaits(): Promise<void> {
  while ((await admin.query({ text: WAITING })).rowCount === 0);
}

test("where many commands come again they are told without waiting for the head of the log", async () => {
  const first = await sayAll();
  expect(await sayAll()).toEqual(first.map(again));
  const { fresh } = await admin.transaction(async (tx) => {
    await tx.query({ text: "select from ledger.log_head for update" });
    const waiting = say(64);
    await writerWaits();
    expect(await sayAll()).toEqual(first.map(again));
    expect(await say(3, "second")).toMatchObject({
      code: "command_mismatch",
      data: { commandId: "command-1" },
    });
    return { fresh: waiting };
  });
  expect(await fresh).toMatchObject({ status: "ok" });
  expect(await say(64)).toMatchObject({ status: "duplicate" });
});

test("requests that are new among them are done behind each other, each once", async () => {
  const stream = (number: number, commandId: string) =>
    stage.store.append({
      tenant: TENANTS[0] ?? "",
      streamId: "hot-1",
      expect: "any",
      commands: [{ commandId, events: [{ type: "Said", word: "hot", number }] }],
    });
  const sent = NUMBERS.map((number) => stream(number, `hot-${number}`));
  const first = await Promise.all(sent);
  await Promise.all(NUMBERS.map((number) => stream(number, `hot-${number}`)));
  const rounds = [0, 1, 2].map(async (round) => {
    const mixed = NUMBERS.flatMap((number) => [
      stream(number, `hot-${number}`),
      stream(number, `new-${round}-${number}`),
    ]);
    return Promise.all(mixed);
  });
  const outcomes = (await Promise.all(rounds)).flat();
  expect(outcomes.filter((_, at) => at % 2 === 0)).toEqual(
    [0, 1, 2].flatMap(() => first.map(again)),
  );
  const versions = outcomes.flatMap((each, at) =>
    at % 2 === 1 && "version" in each ? each.version : [],
  );
  expect(new Set(versions).size).toBe(3 * NUMBERS.length);
  const { version } = await stage.store.loadStream({ tenant: TENANTS[0] ?? "", streamId: "hot-1" });
  expect(version).toBe(4 * NUMBERS.length);
});
