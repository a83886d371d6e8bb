import { refuse } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import { failureOf } from "../test/failure-of.ts";
import {
  add,
  added,
  type Event,
  type Language,
  type List,
  list,
  mistakesOf,
} from "../test/word-list.ts";
import { scenariosOf } from "./scenarios-of.ts";

/** The mistakes of a list in which something is done differently, in a scenario that a right list passes. */
function mistakesWith(change: Partial<List>): readonly string[] {
  const tell = ({ scenario, given, when, thenHappened }: Language) =>
    scenario("adds", given(added("a")), when(add("b")), thenHappened(added("b")));
  expect(mistakesOf(list, tell)).toEqual([]);
  return mistakesOf({ ...list, ...change }, tell);
}

describe("a decider that is not pure is reported, whatever is expected of it", () => {
  it("when evolve changes the state it is given", () => {
    const evolve: List["evolve"] = (state, event) => {
      if (event.type === "Added") Reflect.apply(Array.prototype.push, state.words, [event.word]);
      return state;
    };
    expect(mistakesWith({ evolve })).toEqual([
      'evolve(Added { word: "a" }) on { words: [], isFull: false } changes what it is given: state.words[0]: expected nothing, got "a"',
    ]);
  });

  it("when decide changes the state it is given", () => {
    const decide: List["decide"] = (command, state, context) => {
      Object.assign(state, { isFull: true });
      return list.decide(command, state, context);
    };
    expect(mistakesWith({ decide })).toEqual([
      'decide(Add { words: ["b"] }) on { words: ["a"], isFull: false } changes what it is given: state.isFull: expected false, got true',
    ]);
  });

  it("when decide throws", () => {
    const decide: List["decide"] = () => {
      throw new RangeError("out of words");
    };
    expect(mistakesWith({ decide })).toEqual([
      expect.stringMatching(/^decide\(.* throws RangeError: out of words$/),
    ]);
  });

  it("when decide throws where a refusal is expected", () => {
    const decide: List["decide"] = ({ words }) => [added(words[9]?.trim() ?? JSON.parse("?"))];
    const throwing: List = { ...list, decide };
    expect(
      mistakesOf(throwing, ({ scenario, given, when, thenRefused }) =>
        scenario("", given(), when(add("a", "b", "c", "d")), thenRefused("list_full")),
      ),
    ).toEqual([expect.stringContaining("SyntaxError")]);
  });

  it("when decide answers differently when asked again", () => {
    let count = 0;
    const decide: List["decide"] = ({ words }) => {
      count += 1;
      return words.map((word): Event => (count === 1 ? { type: "Added", word } : { type: "Full" }));
    };
    expect(mistakesWith({ decide })).toEqual([
      'decide answers differently when asked again: decision[0].type: expected "Added", got "Full"',
      'decide answers differently when asked again: decision[0].word: expected "b", got nothing',
    ]);
  });

  it("when evolve leads elsewhere the next time", () => {
    let count = 0;
    const evolve: List["evolve"] = (state) => ({ ...state, words: [String((count += 1))] });
    expect(mistakesWith({ evolve })).toEqual([
      'the stored events lead elsewhere: after event 1 Added, state.words[0]: expected "1", got "5"',
    ]);
  });

  it("when evolve forgets an event", () => {
    const evolve: List["evolve"] = (state, event) =>
      event.type === "Added" && event.word === "b"
        ? Reflect.get(state, "forgotten")
        : list.evolve(state, event);
    expect(mistakesWith({ evolve })).toEqual([
      'evolve(Added { word: "b" }) on { words: ["a"], isFull: false } returns nothing',
    ]);
  });

  it("when evolve refuses history that looks impossible", () => {
    const evolve: List["evolve"] = (state, event) => {
      if (event.type === "Added" && event.word === "b" && state.words.length === 0)
        throw new RangeError("b without a");
      return list.evolve(state, event);
    };
    expect(mistakesWith({ evolve })).toEqual([
      expect.stringMatching(/^evolve\(Added \{ word: "b" \}\) on \{ words: \[\], .* b without a$/),
    ]);
  });

  it.each([
    ["a field without a value", undefined, "expected undefined, got nothing"],
    ["a number that is none", Number.NaN, "expected NaN, got null"],
    ["a zero with a sign", -0, "expected -0, got 0"],
  ])("when an event holds what JSON does not: %s", (_what, at, mistake) => {
    const decide = (): readonly Event[] => [{ type: "Added", word: "b", at }];
    expect(mistakesWith({ decide })).toContain(
      `event 2 Added does not survive JSON: .at: ${mistake}`,
    );
  });

  it("when an event or a state is more than plain data", () => {
    const event: Event = { type: "Added", word: "b", at: new Date(0) };
    expect(mistakesWith({ decide: () => [event] })).toEqual([
      "Added.at is a Date: keep to plain objects and arrays",
    ]);
    const state = Object.assign(list.initialState(), { seen: new Set() });
    expect(mistakesWith({ initialState: () => state })).toEqual([
      "the initial state.seen is a Set: keep to plain objects and arrays",
    ]);
  });

  it("when a code is not in snake_case", () => {
    const refusal = Object.assign(refuse("list_full", "no", { room: 0 }), { code: "List-Full" });
    expect(mistakesWith({ decide: () => refusal })).toContain(
      'the refusal\'s code "List-Full" is not in snake_case',
    );
  });
});

describe("a failure", () => {
  it("points to the line of the scenario", async () => {
    const { feature, rule, scenario, given, when, thenNothing } = scenariosOf(list);
    const told = feature("List", () => {
      rule("It holds", () => scenario("", given(), when(add("a")), thenNothing()));
    });
    expect((await failureOf(told))?.stack).toMatch(
      /added: word a\n +at [^\n]*purity-mistakes\.test\.ts:\d+/,
    );
  });
});
