import { OutcomeUnknown } from "@holdfast/cqrs/event-store";
import fc from "fast-check";
import { expect, test } from "vitest";

import { programs } from "../../test/in-memory/drawn-commands.ts";
import { afterAll, eventsOf } from "../../test/in-memory/play-program.ts";
import { brokenRules } from "../../test/in-memory/program-rules.ts";
import {
  type Course,
  FAULTS,
  NothingHappened,
  SimulatedDatabase,
} from "../../test/in-memory/simulated-database.ts";
import { LedgerState } from "../domain/ledger-state.ts";
import type { LedgerOutcome, LedgerRequest } from "./ledger-request.ts";
import { PostingQueue } from "./posting-queue.ts";

const RUNS = 60;
/** The accounts and the first money of a drawn program: they are asked for one after another. */
const BEGINNING = 8;

class Killed extends Error {
  override readonly name = "Killed";
}

/** What a client hears where its answer is lost. */
const LOST = [NothingHappened, OutcomeUnknown, Killed];

/** The process that posts; one that was killed is followed by another. */
class Processes {
  readonly #database: SimulatedDatabase;
  readonly #lanes: number;
  #dies: PromiseWithResolvers<never> = Promise.withResolvers();
  #queue: PostingQueue;

  constructor(database: SimulatedDatabase, lanes: number) {
    this.#database = database;
    this.#lanes = lanes;
    this.#queue = this.#start();
  }

  /** Asks until there is an answer, always by the same id. */
  async ask(request: LedgerRequest): Promise<LedgerOutcome> {
    for (;;) {
      try {
        return await Promise.race([this.#queue.execute(request), this.#dies.promise]);
      } catch (error) {
        // The connection broke, or nobody knows what has happened: it is asked again.
        if (!LOST.some((kind) => error instanceof kind)) throw error;
      }
    }
  }

  #start(): PostingQueue {
    const dies = Promise.withResolvers<never>();
    // Nobody may be waiting.
    dies.promise.catch(() => undefined);
    this.#dies = dies;
    const post = this.#database.postFor(() => {
      if (this.#dies !== dies) return;
      this.#queue = this.#start();
      dies.reject(new Killed());
    });
    return new PostingQueue({ post, lanes: this.#lanes, isOutage: () => true });
  }
}

const PATIENCE_MS = 60_000;

const drawn = fc.record({
  program: programs,
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 60, size: "max" }),
  turns: fc.array(fc.nat(4), { maxLength: 60, size: "max" }),
  clients: fc.integer({ min: 1, max: 8 }),
  lanes: fc.integer({ min: 1, max: 3 }),
  /** Which steps are delivered twice. */
  twice: fc.array(fc.boolean(), { maxLength: 40 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never;

/** Lets clients play a program, each its next step as soon as the one before it was answered. */
async function simulate({ program, clients, lanes, twice, ...course }: Drawn & Course) {
  const database = new SimulatedDatabase(course);
  const processes = new Processes(database, lanes);
  const answers = new Map<string, readonly LedgerOutcome[]>();
  const steps = program.entries();
  const play = async ([number, step]: [number, Drawn["program"][number]]): Promise<void> => {
    database.seconds += step.seconds;
    const command = step.command([...database.state.known.transfers.values()], number);
    const request = { tenant: "t", commandId: `c${number}`, command };
    const times = twice[number] === true ? 2 : 1;
    const asked = Array.from({ length: times }, () => processes.ask(request));
    answers.set(request.commandId, await Promise.all(asked));
  };
  for (const each of steps.take(BEGINNING)) await play(each);
  const client = async (): Promise<void> => {
    for (let next = steps.next(); !next.done; next = steps.next()) await play(next.value);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { database, answers };
}

/** Draws runs; a failure prints the seed and the path that draw it again. */
async function always(rule: (run: Awaited<ReturnType<typeof simulate>>) => void): Promise<void> {
  const property = fc.asyncProperty(drawn, async (run) => rule(await simulate(run)));
  await fc.assert(property, { numRuns: RUNS });
}

test(
  "whatever is lost, repeated or killed, the books balance after each commit",
  async () => {
    await always(({ database: { played, state } }) => {
      expect(played.flatMap(brokenRules)).toEqual([]);
      expect(afterAll(new LedgerState(), eventsOf(played))).toEqual(state);
    });
  },
  PATIENCE_MS,
);

test(
  "whatever is lost, repeated or killed, all that was accepted has happened once",
  async () => {
    await always(({ database: { accepted, sentTwice }, answers }) => {
      expect(sentTwice).toEqual([]);
      expect(new Set(accepted).size).toBe(accepted.length);
      for (const [id, told] of answers) {
        const done = told.filter(({ status }) => status !== "refused");
        expect(accepted.includes(id)).toBe(done.length > 0);
        for (const each of done)
          expect({ ...each, status: "done" }).toEqual({ ...done[0], status: "done" });
      }
    });
  },
  PATIENCE_MS,
);
