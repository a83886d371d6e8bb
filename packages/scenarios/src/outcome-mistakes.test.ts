import { describe, expect, it } from "vitest";

import {
  add,
  added,
  type Event,
  type Language,
  type List,
  list,
  mistakesOf,
} from "../test/word-list.ts";
import { matching } from "./matching.ts";

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

  it("when something happens after all (S7: that nothing happens could not be stated)", () => {
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

  it("when a command is accepted and leads to nothing instead", () => {
    expect(
      after(({ scenario, given, when, thenRefused }) =>
        scenario("", given(), when(add()), thenRefused("nothing_to_add")),
      ),
    ).toEqual(["expected the refusal nothing_to_add, got nothing"]);
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
