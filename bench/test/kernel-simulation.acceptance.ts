import { expect, test } from "vitest";

import type { Database } from "../src/kernel-simulation/distant-store.ts";
import { type Sabotage, simulate } from "../src/kernel-simulation/simulation.ts";

const OPERATIONS = 1_000;
/** Sabotage is found by one seed or another of so many. */
const SEEDS = 5;

test.each([1, 2, 3, 4, 5])("simulated seed %i of the kernel breaks no promise", async (seed) => {
  const { found, events } = await simulate(seed, OPERATIONS);
  expect(found).toEqual([]);
  expect(events).toBeGreaterThan(100);
});

test("the same seed ends the same way, another one does not", async () => {
  const first = await simulate(7, OPERATIONS);
  expect(await simulate(7, OPERATIONS)).toEqual(first);
  expect((await simulate(8, OPERATIONS)).trace).not.toBe(first.trace);
});

type Subscriptions = Database["subscriptions"];

const subscriptions =
  (bend: (store: Subscriptions) => Partial<Subscriptions>): Sabotage =>
  (database) => ({
    ...database,
    subscriptions: { ...database.subscriptions, ...bend(database.subscriptions) },
  });

let calls = 0;
/** Every twentieth time. */
const isNow = (): boolean => {
  calls += 1;
  return calls % 20 === 0;
};

const sabotages: readonly (readonly [string, RegExp, Sabotage])[] = [
  [
    "acknowledges an append that it has not made",
    /^L3|^L8/,
    (database) => ({
      ...database,
      events: {
        ...database.events,
        async append(request) {
          if (!isNow()) return database.events.append(request);
          const answer = { streamId: request.streamId, version: 1, answer: null };
          const positions = { firstPosition: 1n, lastPosition: 1n };
          return { status: "ok", ...answer, ...positions, answers: [{ ...answer, ...positions }] };
        },
      },
    }),
  ],
  [
    "answers a repeated command otherwise",
    /^L8|^L3/,
    (database) => ({
      ...database,
      events: {
        ...database.events,
        async append(request) {
          const outcome = await database.events.append(request);
          if (!("status" in outcome) || outcome.status !== "duplicate") return outcome;
          return { ...outcome, version: outcome.version + 1 };
        },
      },
    }),
  ],
  [
    "skips an event",
    /^L9/,
    subscriptions((store) => ({
      async readPage(query) {
        const page = await store.readPage(query);
        return isNow() ? { ...page, events: page.events.slice(1) } : page;
      },
    })),
  ],
  [
    "moves the checkpoint too far",
    /^L9|^L10/,
    subscriptions((store) => ({
      advance: (step, work) => store.advance(isNow() ? { ...step, to: step.to + 1n } : step, work),
    })),
  ],
  [
    "lets effects happen whatever becomes of the transaction",
    /^L9|^L10/,
    subscriptions((store) => ({
      advance: (step, work) =>
        store.advance(step, async () => {
          await work({ whenCommitted: (effect) => effect() });
        }),
    })),
  ],
  [
    "shows another tenant's events",
    /^L11/,
    (database) => ({
      ...database,
      events: {
        ...database.events,
        readLog: ({ tenant: _tenant, ...query }) => database.events.readLog(query),
      },
    }),
  ],
];

test.each(sabotages)("a store that %s is found out", async (_name, finding, sabotage) => {
  const found: string[] = [];
  for (let seed = 1; seed <= SEEDS && found.length === 0; seed += 1) {
    found.push(...(await simulate(seed, OPERATIONS, sabotage)).found);
  }
  expect(found[0]).toMatch(finding);
});
