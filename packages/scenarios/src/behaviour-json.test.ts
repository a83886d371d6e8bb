import { type Decider, refuse, type Refusal } from "@holdfast/cqrs";
import { expect, it } from "vitest";

import { behaviourJson } from "./behaviour-json.ts";
import { behaviourPage } from "./behaviour-page.ts";
import type { Feature } from "./feature.ts";
import type { ReadModel } from "./read-model.ts";
import { scenariosOf } from "./scenarios-of.ts";

type Command = { readonly type: "Count"; readonly by: number };
type Event = { readonly type: "Counted"; readonly by: number } | { readonly type: "Cleared" };
type No = Refusal<"too_many"> | Refusal<"too_late">;

const counter: Decider<Command, number, Event, No> = {
  initialState: () => 0,
  decide({ by }, count) {
    return count + by > 9 ? refuse("too_many", "nine is the most") : [{ type: "Counted", by }];
  },
  evolve: (count, event) => (event.type === "Counted" ? count + event.by : 0),
  phase: (count) => (count === 0 ? "not used" : "in-use"),
};

const total: ReadModel<Event, number, object, number> = {
  reads: ["Counted"],
  initial: () => 0,
  project: (sum, event) => counter.evolve(sum, event),
  rows: (sum) => [sum],
};

function tell(rows: number): Feature {
  const { feature, rule, scenario, scenarioOutline, given, when, ...outcomes } = scenariosOf(
    counter,
    {
      schemaVersions: { Counted: 2, Cleared: 1 },
      readModels: { total },
      refusals: { too_many: "nine is the most", too_late: "never seen" },
    },
  );
  const { thenHappened, thenRefused, thenReadModel } = outcomes;
  return feature("Counter", () => {
    rule("It counts to nine", () => {
      scenarioOutline(
        "one by one",
        Array.from({ length: rows }, (_, at) => ({ by: at })),
        ({ by }) => [given(), when({ type: "Count", by }), thenHappened({ type: "Counted", by })],
      );
      scenario(
        "not to ten",
        given({ type: "Counted", by: 9 }),
        when({ type: "Count", by: 1 }),
        thenRefused("too_many"),
        thenReadModel("total", {}, [9]),
      );
    });
  });
}

const CONTENT = {
  feature: "Counter",
  source: "../counter.test.ts",
  rules: [
    {
      rule: "It counts to nine",
      scenarios: [
        {
          scenario: "one by one",
          kind: "outline",
          examples: [
            {
              row: { by: "0" },
              given: [],
              when: ["count: by 0"],
              outcome: ["counted: by 0"],
              holds: true,
            },
            {
              row: { by: "1" },
              given: [],
              when: ["count: by 1"],
              outcome: ["counted: by 1"],
              holds: true,
            },
          ],
        },
        {
          scenario: "not to ten",
          kind: "scenario",
          examples: [
            {
              given: ["counted: by 9"],
              when: ["count: by 1"],
              outcome: ["it is refused, too many: nine is the most", "the total shows: 9"],
              holds: true,
            },
          ],
        },
      ],
    },
  ],
  refusals: [
    { code: "too_many", meaning: "nine is the most" },
    { code: "too_late", meaning: "never seen" },
  ],
  outcomes: [
    { command: "Count", outcome: "Counted", times: 2 },
    { command: "Count", outcome: "refused: too_many", times: 1 },
    { command: null, outcome: "refused: too_late", times: 0 },
  ],
  events: [
    { type: "Cleared", version: 1, producers: [], consumers: [] },
    { type: "Counted", version: 2, producers: ["Count"], consumers: ["total"] },
  ],
  phases: {
    begins: "not used",
    moves: [
      { from: "not used", event: "Counted", to: "in-use" },
      { from: "not used", event: "Counted", to: "not used" },
    ],
    ends: [],
  },
};

it("tells programs what the page tells people", () => {
  const text = behaviourJson(tell(2), "../counter.test.ts");
  expect(JSON.parse(text)).toEqual(CONTENT);
  expect(behaviourJson(tell(2), "../counter.test.ts")).toBe(text);
});

it("tells which events no scenario makes, and draws phases whatever they are called", () => {
  const page = behaviourPage(tell(1), "../counter.test.ts");
  expect(page).toContain("| Cleared | 1 | **no scenario** | – |");
  expect(page).toContain(
    '  state "in-use" as in_use\n  state "not used" as not_used\n  [*] --> not_used\n',
  );
});

it("cuts a table that nobody would read, and says so when a row does not hold", () => {
  const page = behaviourPage(tell(60), "../counter.test.ts");
  expect(page).toContain("61 examples: **50 fail.**");
  expect(page).toContain("### ✗ one by one");
  expect(page).toContain(
    "| 9 | count: by 9 | counted: by 9 | ✓ |\n| 10 | count: by 10 | counted: by 10 | ✗ |",
  );
  expect(page).toContain("| 49 |");
  expect(page).not.toContain("| 50 |");
  expect(page).toContain("and 10 further rows.");
});
