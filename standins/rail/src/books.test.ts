import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Desk, START_MS } from "../test/desk.ts";
import { submission, uuid } from "../test/submissions.ts";
import type { Fact } from "./fact.ts";
import { readFact } from "./read-fact.ts";

const DAY_MS = 86_400_000;

/** What a rail is asked and told. */
const happening = fc.oneof(
  fc.record({
    kind: fc.constant("submit" as const),
    number: fc.nat(9),
    amount: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ kind: fc.constant("advance" as const), ms: fc.nat(DAY_MS) }),
  fc.record({
    kind: fc.constant("tell" as const),
    number: fc.nat(9),
    state: fc.constantFrom("accepted", "settled", "rejected", "returned"),
  }),
);

type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

async function happen(desk: Desk, one: Happening): Promise<void> {
  switch (one.kind) {
    case "submit":
      await desk.submit({ ...submission(one.number), amount: `${one.amount}` });
      break;
    case "advance":
      await desk.advance(one.ms);
      break;
    case "tell": {
      const isReasoned = one.state === "rejected" || one.state === "returned";
      const told = { state: one.state, ...(isReasoned ? { reason_code: "MS03" } : {}) };
      await desk.ask("POST", `/control/submissions/${uuid(one.number)}`, told);
      break;
    }
    default:
      one satisfies never;
  }
}

const pages = ["/v1/audit", "/v1/outcomes?limit=1000", "/control/time"];
const stateOf = async (desk: Desk) => Promise.all(pages.map((page) => desk.get(page)));

describe("books", () => {
  const faults = {
    faults: [
      { kind: "reject", probability: 0.3 },
      { kind: "return", probability: 0.3 },
      { kind: "stall", probability: 0.2 },
    ],
  } as const;

  it("are what their facts make of them, whatever happened, and go on from there", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 30 }), async (happenings) => {
        const desk = await Desk.open({ faults });
        for (const one of happenings) await happen(desk, one);
        const written = desk.facts.map((fact) => readFact(JSON.stringify(fact)));
        expect(written).toEqual(desk.facts);
        // Another plan of faults: what is to become of a payment is settled.
        const again = await Desk.open({}, desk.facts);
        expect(await stateOf(again)).toEqual(await stateOf(desk));
        for (const each of [desk, again]) await each.advance(10 * DAY_MS);
        expect(await stateOf(again)).toEqual(await stateOf(desk));
      }),
      { numRuns: 40 },
    );
  });

  it("have moved what stands settled, and nothing else, whatever happened", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 30 }), async (happenings) => {
        const desk = await Desk.open({ faults });
        for (const one of happenings) await happen(desk, one);
        const { submissions, moved } = Object(await desk.get("/v1/audit"));
        type Row = { readonly state: string; readonly amount: string };
        const settled = submissions
          .filter(({ state }: Row) => state === "settled")
          .reduce((sum: bigint, { amount }: Row) => sum + BigInt(amount), 0n);
        expect(moved.EUR?.net ?? "0").toBe(`${settled}`);
      }),
      { numRuns: 40 },
    );
  });

  const received: Fact = {
    kind: "received",
    atMs: START_MS,
    submission: submission(1),
    course: [{ state: "accepted", dueMs: START_MS }],
  };
  const moved = (state: "settled" | "returned"): Fact => ({
    kind: "moved",
    atMs: START_MS,
    id: uuid(1),
    state,
    isTold: true,
  });

  it.each<readonly [string, readonly Fact[]]>([
    ["received twice", [received, received]],
    ["never received", [moved("settled")]],
    ["cannot go from received to returned", [received, moved("returned")]],
    ["cannot go from settled to settled", [received, moved("settled"), moved("settled")]],
    ["earlier than the fact before", [received, { ...moved("settled"), atMs: START_MS - 1 }]],
  ])("refuse facts that cannot be: %s", async (mistake, facts) => {
    await expect(Desk.open({}, facts)).rejects.toMatchObject({
      code: "bad_journal",
      message: expect.stringContaining(mistake),
    });
  });
});

describe("a line of a journal", () => {
  it.each([
    "",
    "{",
    "[]",
    "{}",
    '{"kind":"clock","atMs":1}',
    '{"kind":"clock","atMs":-1,"aheadMs":0}',
    '{"kind":"repeated","atMs":1,"id":"x"}',
    '{"kind":"moved","atMs":1,"id":"x","state":"lost","isTold":true}',
    '{"kind":"moved","atMs":1,"id":"x","state":"settled"}',
    JSON.stringify({ kind: "received", atMs: 1, submission: submission(1) }),
    JSON.stringify({ kind: "received", atMs: 1, submission: {}, course: [] }),
    JSON.stringify({ kind: "received", atMs: 1, submission: submission(1), course: [{}] }),
  ])("is no fact: %s", (line) => {
    expect(readFact(line)).toBeUndefined();
  });
});
