import { type Decider, type Refusal, refuse } from "@holdfast/cqrs";
import { describe, expect, expectTypeOf, it } from "vitest";

import { failureOf } from "../test/failure-of.ts";
import type { Expected } from "./clauses.ts";
import { anyTime, type Matching } from "./matching.ts";
import { scenariosOf } from "./scenarios-of.ts";
import type { Moment } from "./world.ts";

type Command =
  | { readonly type: "StartTimer"; readonly seconds: number }
  | { readonly type: "StopTimer" };
type Event =
  | { readonly type: "TimerStarted"; readonly id: string; readonly at: string }
  | { readonly type: "TimerStopped"; readonly laps: readonly { readonly seconds: number }[] };
type No = Refusal<"too_short", { readonly seconds: number }> | Refusal<"not_running">;
type Context = { readonly now: string; readonly newId: () => string };

const NOW = "2026-11-25T09:30:00.000Z";
const FIRST_ID = "00000000-0000-7000-8000-000000000001";

/** A decider that needs the time and new ids from outside. */
const timer: Decider<Command, { readonly isRunning: boolean }, Event, No, Context> = {
  initialState: () => ({ isRunning: false }),
  decide(command, { isRunning }, { now, newId }) {
    if (command.type === "StopTimer") {
      return isRunning ? [{ type: "TimerStopped", laps: [] }] : refuse("not_running", "no");
    }
    const { seconds } = command;
    if (seconds < 1) return refuse("too_short", `${seconds} s are too short`, { seconds });
    return isRunning ? [] : [{ type: "TimerStarted", id: newId(), at: now }];
  },
  evolve: (_state, { type }) => ({ isRunning: type === "TimerStarted" }),
};

function context({ now, newId }: Moment): Context {
  return { now: now.toISOString(), newId };
}

const { feature, rule, scenario, scenarioOutline, given, when, ...outcomes } = scenariosOf(timer, {
  context,
  beginsAt: new Date(NOW),
});
const { thenHappened, thenNothing, thenRefused, thenState } = outcomes;

const start: Command = { type: "StartTimer", seconds: 5 };
const stop: Command = { type: "StopTimer" };

describe("the scenario language", () => {
  it("collects in order and runs nothing", () => {
    const told = feature("Timer", () => {
      rule("It starts", () => {
        scenario("once", given(), when(start), thenNothing());
        scenario("twice", given(), when(start, start), thenNothing());
      });
      rule("It stops", () => undefined);
    });
    const titles = told.rules.map(({ name, scenarios }) => [
      name,
      scenarios.map(({ title }) => title),
    ]);
    expect(titles).toEqual([
      ["It starts", ["once", "twice"]],
      ["It stops", []],
    ]);
  });

  it("gives each run a context of its own, so that ids repeat", async () => {
    const told = feature("Timer", () =>
      rule("It starts anew", () =>
        scenario(
          "",
          given(),
          when(start, stop, start),
          thenHappened(
            { type: "TimerStarted", id: FIRST_ID, at: anyTime },
            { type: "TimerStopped", laps: [] },
            { type: "TimerStarted", id: "00000000-0000-7000-8000-000000000002", at: NOW },
          ),
        ),
      ),
    );
    expect(await failureOf(told)).toBeUndefined();
    expect(await failureOf(told)).toBeUndefined();
  });

  it("plays every row of an outline and names those that do not hold", async () => {
    const told = feature("Timer", () =>
      rule("It is not short", () =>
        scenarioOutline(
          "refused",
          [{ seconds: 0 }, { seconds: 1 }, { seconds: -1 }, { seconds: 2 }],
          ({ seconds }) => [
            given(),
            when({ type: "StartTimer", seconds }),
            thenRefused("too_short", { seconds }),
          ],
        ),
      ),
    );
    const failure = await failureOf(told);
    expect(failure?.mistakes).toEqual([
      `row 2 (seconds 1): expected the refusal too_short, got TimerStarted { id: "${FIRST_ID}", at: "${NOW}" }`,
      `row 4 (seconds 2): expected the refusal too_short, got TimerStarted { id: "${FIRST_ID}", at: "${NOW}" }`,
    ]);
    expect(failure?.story).toBe(
      [
        "  Given nothing has happened yet",
        "   When start timer: seconds 1",
        "   Then it is refused, too short",
        `    But timer started: id ${FIRST_ID}, at ${NOW}`,
      ].join("\n"),
    );
  });

  it("has a place for everything", () => {
    expect(() => scenario("", given(), when(start), thenNothing())).toThrow(/inside a rule/);
    expect(() => rule("", () => undefined)).toThrow(/inside a feature/);
    const nested = () => rule("", () => rule("", () => undefined));
    expect(() => feature("", nested)).toThrow("a rule cannot stand inside a rule");
    // A body that throws leaves nothing open.
    expect(feature("Timer", () => rule("It starts", () => undefined)).rules).toHaveLength(1);
  });
});

describe("what does not compile", () => {
  type Scenario = Parameters<typeof scenario>;
  type Given = ReturnType<typeof given>;
  type When = ReturnType<typeof when>;
  type Nothing = ReturnType<typeof thenNothing>;

  it("is a scenario without one of its clauses, or with two of them swapped", () => {
    expectTypeOf<[string, Given, When, Nothing]>().toExtend<Scenario>();
    expectTypeOf<[string, Given, When]>().not.toExtend<Scenario>();
    expectTypeOf<[string, When, Nothing]>().not.toExtend<Scenario>();
    expectTypeOf<[string, When, Given, Nothing]>().not.toExtend<Scenario>();
    expectTypeOf<[string, Given, When, Given]>().not.toExtend<Scenario>();
  });

  it("is an unknown command, or none", () => {
    expectTypeOf<[Command, Command]>().toExtend<Parameters<typeof when>>();
    expectTypeOf<[]>().not.toExtend<Parameters<typeof when>>();
    expectTypeOf<[{ type: "PauseTimer" }]>().not.toExtend<Parameters<typeof when>>();
    expectTypeOf<[{ type: "StartTimer" }]>().not.toExtend<Parameters<typeof when>>();
  });

  it("is an unknown event, or one with a wrong field", () => {
    type Happened = Parameters<typeof thenHappened>;
    expectTypeOf<[Event, Event]>().toExtend<Parameters<typeof given>>();
    expectTypeOf<[{ type: "TimerPaused" }]>().not.toExtend<Parameters<typeof given>>();
    expectTypeOf<[]>().not.toExtend<Happened>();
    expectTypeOf<[{ type: "TimerStarted"; id: Matching; at: string }]>().toExtend<Happened>();
    expectTypeOf<[{ type: "TimerStopped"; laps: { seconds: Matching }[] }]>().toExtend<Happened>();
    expectTypeOf<[{ type: "TimerStarted"; id: number; at: string }]>().not.toExtend<Happened>();
    expectTypeOf<[{ type: "TimerStarted"; at: string }]>().not.toExtend<Happened>();
    expectTypeOf<[{ type: Matching }]>().not.toExtend<Happened>();
  });

  it("is a wrong code, or the data of another one", () => {
    type TooShort = Parameters<typeof thenRefused<"too_short">>;
    expectTypeOf(thenRefused).parameter(0).toEqualTypeOf<"too_short" | "not_running">();
    expectTypeOf<["too_short"]>().toExtend<TooShort>();
    expectTypeOf<["too_short", { seconds: number }]>().toExtend<TooShort>();
    expectTypeOf<["too_short", { minutes: number }]>().not.toExtend<TooShort>();
    expectTypeOf<["not_running", { seconds: number }]>().not.toExtend<TooShort>();
  });

  it("is another state", () => {
    expectTypeOf<[{ isRunning: boolean }]>().toExtend<Parameters<typeof thenState>>();
    expectTypeOf<[{ isRunning: string }]>().not.toExtend<Parameters<typeof thenState>>();
  });

  it("is nothing that a branded text or a list in an event would need", () => {
    type Id = string & { readonly brand: "Id" };
    type Marked = { readonly type: "Marked"; readonly id: Id; readonly ids: readonly Id[] };
    expectTypeOf<Marked>().toExtend<Expected<Marked>>();
    expectTypeOf<{ type: "Marked"; id: Matching; ids: [Id, Matching] }>().toExtend<
      Expected<Marked>
    >();
    expectTypeOf<{ type: "Marked"; id: string; ids: Id[] }>().not.toExtend<Expected<Marked>>();
  });

  it("is a decider whose context nobody makes", () => {
    expectTypeOf<[typeof timer]>().not.toExtend<Parameters<typeof scenariosOf>>();
  });
});
