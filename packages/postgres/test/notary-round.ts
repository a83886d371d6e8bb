import { postgresSubscriptions } from "../src/event-store/index.ts";
import type { Database } from "../src/index.ts";
import { fileWitness, openNotary } from "../src/notary/index.ts";
import { followToEnd } from "./follow-to-end.ts";
import { sealing } from "./sealing.ts";

/** How many events a round is about: one batch that is signed, and a smaller one that completes a tile. */
export const EVENTS_OF_ROUND = 256;
const BATCH_MAX = 200;
/** More than the smaller batch has, which is therefore signed by time. */
const EVERY_EVENTS = 100;
const EVERY_MS = 60_000;

/** Whose log, and when the round begins. */
export type RoundOptions = {
  /** As the `system` role. */
  readonly database: Database;
  readonly witnessPath: string;
  readonly owner: string;
  readonly beginMs: number;
  /** Ahead of the clock of the database: a lease of somebody who was killed is over then. */
  readonly aheadMs?: number;
};

/** All that a notary does, one after the other: it checks, follows the log, signs what is due by time, and publishes. */
export async function notaryRound(options: RoundOptions): Promise<void> {
  const { database, witnessPath: path, owner, aheadMs = 0 } = options;
  let nowMs = options.beginMs;
  const place = { database, schema: "ledger" };
  const notary = openNotary({
    ...sealing,
    ...place,
    witness: fileWitness({ ...sealing, path }),
    everyEvents: EVERY_EVENTS,
    everyMs: EVERY_MS,
    nowMs: () => nowMs,
  });
  const store = postgresSubscriptions({ ...place, clockOffsetMs: () => aheadMs });
  await notary.check();
  const [error] = await followToEnd(notary.subscription, { store, owner, batchMax: BATCH_MAX });
  if (error !== undefined) throw new TypeError("the log was not followed", { cause: error });
  nowMs += EVERY_MS;
  await notary.seal();
  await notary.publish();
}
