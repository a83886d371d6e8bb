import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { expect, test } from "vitest";

import type { Database } from "../src/kernel-simulation/distant-store.ts";
import { type Sabotage, simulate } from "../src/kernel-simulation/simulation.ts";
import { TENANTS } from "../src/kernel-soak/place.ts";

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

/** The log as whoever reads it sees it. */
const log =
  (bend: (event: StoredEvent) => StoredEvent): Sabotage =>
  (database) => ({
    ...database,
    events: {
      ...database.events,
      async readLog(query) {
        const events = await database.events.readLog(query);
        return isNow() ? events.map(bend) : events;
      },
    },
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
    "gives an event a position that is not its own",
    /^L1 /,
    log((event) => ({ ...event, position: event.position + 1n })),
  ],
  [
    "gives an event a version that is not its own",
    /^L2 /,
    log((event) => ({ ...event, version: event.version + 1 })),
  ],
  [
    "holds events of a command that nobody has sent",
    /^L3 nobody/,
    log((event) => ({ ...event, meta: { ...event.meta, commandId: "stranger" } })),
  ],
  [
    "holds an event of another tenant's command",
    /^L2 |^L3 nobody/,
    log((event) => ({ ...event, tenant: TENANTS.find((tenant) => tenant !== event.tenant) ?? "" })),
  ],
  [
    "shows a reader another event than the log holds",
    /^L4 /,
    subscriptions((store) => ({
      async readPage(query) {
        const page = await store.readPage(query);
        if (!isNow()) return page;
        return { ...page, events: page.events.map((event) => ({ ...event, eventId: "another" })) };
      },
    })),
  ],
  [
    "leaves the checkpoint behind what was handled",
    /^L9 .* handled \d+ at \d+$/,
    subscriptions((store) => ({
      advance: (step, work) => store.advance(isNow() ? { ...step, to: step.to - 1n } : step, work),
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
