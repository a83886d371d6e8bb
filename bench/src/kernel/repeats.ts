import { createHash } from "node:crypto";

import { isAppendRefusal } from "@holdfast/cqrs/event-store";
import { openDatabase } from "@holdfast/postgres";
import { type PostgresEventStore, postgresEventStore } from "@holdfast/postgres/event-store";

import { benchEvent } from "./bench-event.ts";
import { callAtOnce } from "./callers.ts";
import { SCHEMA, TENANT } from "./kernel-rival.ts";
import { WrongLog } from "./wrong-log.ts";

const CALLERS = 64;
const CONNECTIONS = 5;

/** All commands sent once. */
export type Pass = {
  readonly perSecond: number;
  /** Of the answers in the order of the commands. */
  readonly digest: string;
  readonly duplicates: number;
};

/** Which commands, and the step by which their order is shuffled: a prime, so that each comes once. */
export type Sent = { readonly name: string; readonly commands: number; readonly step: number };

/** Sends commands to new streams, each with an answer to keep. */
export async function sendAll(
  store: PostgresEventStore,
  { name, commands, step }: Sent,
): Promise<Pass> {
  const answers: string[] = [];
  let duplicates = 0;
  const { perSecond } = await callAtOnce({ callers: CALLERS, calls: commands }, async (turn) => {
    const number = (turn * step) % commands;
    const outcome = await store.append({
      tenant: TENANT,
      streamId: `${name}-${number}`,
      expect: "absent",
      commands: [
        { commandId: `${name}:${number}`, events: [benchEvent(number)], answer: { number } },
      ],
    });
    if (isAppendRefusal(outcome)) throw new WrongLog(`refused: ${outcome.sentence}`);
    if (outcome.status === "duplicate") duplicates += 1;
    const told = outcome.answers.map((each) => [
      each.streamId,
      each.version,
      `${each.lastPosition}`,
      each.answer,
    ]);
    answers[number] = JSON.stringify(told);
  });
  const digest = createHash("sha256").update(answers.join("\n")).digest("hex");
  return { perSecond, digest, duplicates };
}

/** The same with a store of its own, as a process that has just been started. */
export async function sendAnew(url: string, sent: Sent): Promise<Pass> {
  await using database = openDatabase({ url, applicationName: "bench-repeats", max: CONNECTIONS });
  await using store = postgresEventStore({ database, schema: SCHEMA });
  return await sendAll(store, sent);
}
