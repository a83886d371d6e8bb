import { type Child, startChild } from "../child.ts";
import { delegatorDatabase } from "../delegator/delegator-database.ts";
import { type DelegatorProcess, delegatorProcess } from "../delegator/delegator-process.ts";
import { mirrorDigest } from "../delegator/table-digest.ts";
import { WrongRows } from "../delegator/wrong-rows.ts";
import type { LiveTzktQuestions, NewBlock } from "./live-tzkt-questions.ts";

/** What TzKT's free tier lets through in a second, and what the service keeps to. */
const PER_SECOND = 10;

/** A chain, a database, and as many processes of the service as one wants. */
export type Stage = AsyncDisposable & {
  /** Starts an instance with these variables on top; it follows the tip or stands by. */
  start(env?: Readonly<Record<string, string>>): Promise<DelegatorProcess>;
  /** The next block that has a delegation. */
  advance(): Promise<NewBlock>;
  /** Compares every stored row with the chain. Throws `WrongRows`. */
  check(): Promise<void>;
};

/** Sets everything up; disposing it ends the stand-in and drops the database. */
export async function openStage(adminUrl: string, rows: number): Promise<Stage> {
  await using held = new AsyncDisposableStack();
  const entry = new URL("live-tzkt-child.ts", import.meta.url);
  const tzkt: Child<LiveTzktQuestions> = held.use(startChild<LiveTzktQuestions>(entry));
  const { url: tzktUrl } = await tzkt.ask("start", { rows });
  const database = held.use(await delegatorDatabase(adminUrl));
  const settings = { database, tzktUrl, perSecond: PER_SECOND };
  const stop = held.move();
  return {
    start: (env = {}) => delegatorProcess({ ...settings, env }),
    advance: () => tzkt.ask("advance", null),
    async check() {
      const [stored, truth] = [
        await mirrorDigest(database.adminUrl),
        await tzkt.ask("truth", null),
      ];
      if (stored.rows === truth.rows && stored.digest === truth.digest) return;
      throw new WrongRows(`${stored.rows} rows stored, ${truth.rows} on the chain, or they differ`);
    },
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

/** Resolves when the instance leads and its mirror was found equal to the chain. */
export async function untilLive({ log }: DelegatorProcess): Promise<void> {
  await log.until("AuditPassed");
}
