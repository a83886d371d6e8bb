import { describe, expect, it } from "vitest";

import { type Decider } from "../decider.ts";
import { refuse, type Refusal } from "../refusal.ts";
import { type Feature } from "./feature.ts";
import { matching } from "./matching.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import { type ScenarioLanguage, scenariosOf } from "./scenarios-of.ts";

type Command = { readonly type: "Add"; readonly words: readonly string[] };
type Added = { readonly type: "Added"; readonly word: string; readonly at?: unknown };
type Event = Added | { readonly type: "Full" };
type No = Refusal<"list_full", { readonly room: number }> | Refusal<"nothing_to_add">;
type State = { readonly words: readonly string[]; readonly isFull: boolean };
type List = Decider<Command, State, Event, No>;
type Language = ScenarioLanguage<Command, State, Event, No>;

const ROOM = 3;

/** A list of words that is full with the third one. */
const list: List = {
  initialState: () => ({ words: [], isFull: false }),
  decide({ words }, state) {
    const room = ROOM - state.words.length;
    if (words.length > room) return refuse("list_full", `there is room for ${room}`, { room });
    const added = words.map((word): Event => ({ type: "Added", word }));
    return words.length === room ? [...added, { type: "Full" }] : added;
  },
  evolve: (state, event) =>
    event.type === "Full"
      ? { ...state, isFull: true }
      : { ...state, words: [...state.words, event.word] },
};

const add = (...words: readonly string[]): Command => ({ type: "Add", words });
const added = (word: string): Event => ({ type: "Added", word });

/** What a single scenario of a decider complains about. */
function mistakesOf(decider: List, tell: (language: Language) => void): readonly string[] {
  const language = scenariosOf(decider);
  const feature = language.feature("List", () => language.rule("It holds", () => tell(language)));
  return mistakesIn(feature);
}

function mistakesIn({ rules }: Feature): readonly string[] {
  try {
    for (const { check } of rules.flatMap(({ scenarios }) => scenarios)) check();
    return [];
  } catch (error) {
    if (error instanceof ScenarioFailed) return error.mistakes;
    throw error;
  }
}

/** The mistakes of a list in which something is done differently, in a scenario that a right list passes. */
function mistakesWith(change: Partial<List>): readonly string[] {
  const tell = ({ scenario, given, when, thenHappened }: Language) =>
    scenario("adds", given(added("a")), when(add("b")), thenHappened(added("b")));
  expect(mistakesOf(list, tell)).toEqual([]);
  return mistakesOf({ ...list, ...change }, tell);
}

describe("a scenario of a right decider", () => {
  it("holds, for each kind of outcome", () => {
    const mistakes = mistakesOf(list, (language) => {
      const { scenario, given, when, thenHappened, thenNothing, thenRefused, thenState } = language;
      scenario("events", given(), when(add("a", "b")), thenHappened(added("a"), added("b")));
      scenario("nothing", given(), when(add()), thenNothing());
      scenario("code", given(), when(add("a", "b", "c", "d")), thenRefused("list_full"));
      scenario(
        "data",
        given(added("a")),
        when(add("b", "c"), add("d")),
        thenRefused("list_full", { room: 0 }),
      );
      scenario(
        "state",
        given(added("a")),
        when(add("b")),
        thenState({ words: ["a", "b"], isFull: false }),
      );
      scenario(
        "test",
        given(),
        when(add("a")),
        thenHappened({ type: "Added", word: matching("an a", (word) => word === "a") }),
      );
    });
    expect(mistakes).toEqual([]);
  });
});

describe("a wrong expectation is reported", () => {
  const after = (tell: (language: Language) => void) => mistakesOf(list, tell);

  it("when the events come in another order", () => {
    expect(
      after(({ scenario, given, when, thenHappened }) =>
        scenario("", given(), when(add("a", "b")), thenHappened(added("b"), added("a"))),
      ),
    ).toEqual([
      'event 1 Added.word: expected "b", got "a"',
      'event 2 Added.word: expected "a", got "b"',
    ]);
  });

  it("when there is an event too many, or of another type", () => {
    expect(
      after(({ scenario, given, when, thenHappened }) =>
        scenario("", given(), when(add("a", "b", "c")), thenHappened(added("a"), { type: "Full" })),
      ),
    ).toEqual([
      'event 2: expected Full {}, got Added { word: "b" }',
      'event 3: expected nothing more, got Added { word: "c" }',
      "event 4: expected nothing more, got Full {}",
    ]);
  });

  it("when an event is missing", () => {
    expect(
      after(({ scenario, given, when, thenHappened }) =>
        scenario("", given(), when(add("a")), thenHappened(added("a"), added("a"))),
      ),
    ).toEqual(['event 2: expected Added { word: "a" }, got nothing']);
  });

  it("when an event has a field too few or too many", () => {
    const withPlace: List = { ...list, decide: () => [{ type: "Added", word: "a", at: 1 }] };
    const tell = (event: Event) => (language: Language) =>
      language.scenario(
        "",
        language.given(),
        language.when(add("a")),
        language.thenHappened(event),
      );
    expect(mistakesOf(withPlace, tell(added("a")))).toEqual([
      "event 1 Added.at: expected nothing, got 1",
    ]);
    expect(mistakesOf(list, tell({ type: "Added", word: "a", at: 1 }))).toEqual([
      "event 1 Added.at: expected 1, got nothing",
    ]);
  });

  it("when a value does not pass its test", () => {
    expect(
      after(({ scenario, given, when, thenHappened }) => {
        const word = matching("a long word", (value) => String(value).length > 5);
        scenario("", given(), when(add("a")), thenHappened({ type: "Added", word }));
      }),
    ).toEqual(['event 1 Added.word: expected a long word, got "a"']);
  });

  it("when something happens after all", () => {
    expect(
      after(({ scenario, given, when, thenNothing }) =>
        scenario("", given(), when(add("a")), thenNothing()),
      ),
    ).toEqual(['event 1: expected nothing more, got Added { word: "a" }']);
  });

  it("when the state is another one", () => {
    expect(
      after(({ scenario, given, when, thenState }) =>
        scenario("", given(), when(add("a")), thenState({ words: ["b"], isFull: false })),
      ),
    ).toEqual(['state.words[0]: expected "b", got "a"']);
  });

  it("when the refusal has another code", () => {
    expect(
      after(({ scenario, given, when, thenRefused }) =>
        scenario("", given(), when(add("a", "b", "c", "d")), thenRefused("nothing_to_add")),
      ),
    ).toEqual(['expected the refusal nothing_to_add, got list_full: "there is room for 3"']);
  });

  it("when the refusal has other data", () => {
    expect(
      after(({ scenario, given, when, thenRefused }) =>
        scenario(
          "",
          given(added("a")),
          when(add("b", "c", "d")),
          thenRefused("list_full", { room: 1 }),
        ),
      ),
    ).toEqual(["list_full.room: expected 1, got 2"]);
  });

  it("when nothing is refused", () => {
    expect(
      after(({ scenario, given, when, thenRefused }) =>
        scenario("", given(), when(add("a")), thenRefused("list_full")),
      ),
    ).toEqual(['expected the refusal list_full, got Added { word: "a" }']);
  });

  it("when something is refused that should happen", () => {
    expect(
      after(({ scenario, given, when, thenNothing }) =>
        scenario("", given(), when(add("a", "b", "c", "d")), thenNothing()),
      ),
    ).toEqual(['Add is refused: list_full, "there is room for 3" { room: 3 }']);
  });

  it("when a command before the last one is refused", () => {
    expect(
      after(({ scenario, given, when, thenRefused }) =>
        scenario("", given(), when(add("a", "b", "c", "d"), add("a")), thenRefused("list_full")),
      ),
    ).toEqual(["command 1 Add is refused (list_full); only the last may be"]);
  });
});

describe("a decider that is not pure is reported, whatever is expected of it", () => {
  it("when evolve changes the state it is given", () => {
    const evolve: List["evolve"] = (state, event) => {
      if (event.type === "Added") Reflect.apply(Array.prototype.push, state.words, [event.word]);
      return state;
    };
    expect(mistakesWith({ evolve })).toEqual([
      expect.stringMatching(
        /^evolve\(Added \{ word: "a" \}\) on .* change .* TypeError: .*extensible/,
      ),
    ]);
  });

  it("when decide changes the state it is given", () => {
    const decide: List["decide"] = (command, state, context) => {
      Object.assign(state, { isFull: true });
      return list.decide(command, state, context);
    };
    expect(mistakesWith({ decide })).toEqual([
      expect.stringMatching(/^decide\(Add \{ words: \["b"\] \}\) on .* TypeError: .*read only/),
    ]);
  });

  it("when decide throws", () => {
    const decide: List["decide"] = () => {
      throw new RangeError("out of words");
    };
    expect(mistakesWith({ decide })).toEqual([
      expect.stringMatching(/^decide\(.*must neither throw .* RangeError: out of words$/),
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
      'decide answers differently when asked again: decisions[0][0].type: expected "Added", got "Full"',
      'decide answers differently when asked again: decisions[0][0].word: expected "b", got nothing',
      'evolve leads elsewhere when done again: states[1].words[1]: expected "b", got nothing',
      "evolve leads elsewhere when done again: states[1].isFull: expected false, got true",
    ]);
  });

  it("when evolve leads elsewhere the next time", () => {
    let count = 0;
    const evolve: List["evolve"] = (state) => ({ ...state, words: [String((count += 1))] });
    expect(mistakesWith({ evolve })).toEqual(
      expect.arrayContaining([
        'evolve leads elsewhere when done again: states[0].words[0]: expected "1", got "3"',
      ]),
    );
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
  it("points to the line of the scenario", () => {
    const { feature, rule, scenario, given, when, thenNothing } = scenariosOf(list);
    const told = feature("List", () => {
      rule("It holds", () => scenario("", given(), when(add("a")), thenNothing()));
    });
    expect(told.rules[0]?.scenarios[0]?.check).toThrow(
      expect.objectContaining({
        stack: expect.stringMatching(/\n.*scenario-mistakes\.test\.ts:\d+/),
      }),
    );
  });
});
