import { type Decider, type Refusal, refuse } from "@holdfast/cqrs";

import type { Feature } from "../src/feature.ts";
import { checkPurely } from "../src/pure-runner.ts";
import { ScenarioFailed } from "../src/scenario-failed.ts";
import type { ScenarioLanguage } from "../src/scenario-language.ts";
import { scenariosOf } from "../src/scenarios-of.ts";

type Command = { readonly type: "Add"; readonly words: readonly string[] };
type Added = { readonly type: "Added"; readonly word: string; readonly at?: unknown };
/** Something was added, or there is no room left. */
export type Event = Added | { readonly type: "Full" };
type No = Refusal<"list_full", { readonly room: number }> | Refusal<"nothing_to_add">;
type State = { readonly words: readonly string[]; readonly isFull: boolean };
/** The kind of decider that mistakes are planted in. */
export type List = Decider<Command, State, Event, No>;
export type Language = ScenarioLanguage<Command, State, Event, No>;

const ROOM = 3;

/** A list of words that is full with the third one. */
export const list: List = {
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

export const add = (...words: readonly string[]): Command => ({ type: "Add", words });
export const added = (word: string): Event => ({ type: "Added", word });

/** What a single scenario of a decider complains about. */
export function mistakesOf(decider: List, tell: (language: Language) => void): readonly string[] {
  const language = scenariosOf(decider);
  const feature = language.feature("List", () => language.rule("It holds", () => tell(language)));
  return mistakesIn(feature);
}

function mistakesIn({ rules, subject }: Feature): readonly string[] {
  try {
    const examples = rules.flatMap(({ scenarios }) => scenarios.flatMap((each) => each.examples));
    for (const { story } of examples) checkPurely(subject, story);
    return [];
  } catch (error) {
    if (error instanceof ScenarioFailed) return error.mistakes;
    throw error;
  }
}
