import { isRefusal, type Refusal, type Tagged } from "@holdfast/cqrs";

import type { AnyOutcome, Clauses } from "./clauses.ts";
import type { Scenario, Seen } from "./feature.ts";
import { outcomeMistakes } from "./outcome-mistakes.ts";
import { type AnyDecider, play, type Played } from "./play.ts";
import { purityMistakes } from "./purity-mistakes.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import { sentenceOf, wordsOf } from "./sentences.ts";
import { show } from "./show.ts";

/** A decider with all that is needed to play and to tell it. */
export type Stage = {
  readonly decider: AnyDecider;
  /** Made anew for each run, so that a run can be repeated. */
  readonly context: () => unknown;
  /** Functions from a command or an event to its sentence, by type. */
  readonly says: object;
};

/** Turns the three clauses into what can be checked, told and watched. */
export function toldScenario(
  { decider, context, says }: Stage,
  [{ given }, { when }, expected]: Clauses<Tagged, unknown, Tagged, Refusal>,
): Omit<Scenario, "title"> {
  const run = () => play(decider, { given, when }, context());
  const say = (message: Tagged) => sentenceOf(says, message);
  return {
    check() {
      const played = run();
      const mistakes = [
        ...outcomeMistakes(expected, played, when.length),
        ...purityMistakes(decider, played, run()),
      ];
      if (mistakes.length > 0) throw new ScenarioFailed(mistakes);
    },
    tell: () => ({
      given: given.map(say),
      when: when.map(say),
      outcome: outcomeSentences(expected, run().refusal, say),
    }),
    watch: () => seen(decider, run()),
  };
}

function outcomeSentences(
  expected: AnyOutcome,
  refusal: Refusal | undefined,
  say: (event: Tagged) => string,
): readonly string[] {
  if (expected.outcome === "happened") return expected.events.map(say);
  if (expected.outcome === "nothing") return ["nothing happens"];
  if (expected.outcome === "state") return [`the state is ${show(expected.state)}`];
  return [`it is refused, ${wordsOf(expected.code)}: ${refusal?.sentence ?? ""}`];
}

function seen(decider: AnyDecider, { steps, moves }: Played): Seen {
  const phase = (state: unknown) => decider.phase?.(state);
  return {
    decided: steps.map(({ command, decision }) => ({
      command: command.type,
      outcome: isRefusal(decision)
        ? `refused: ${decision.code}`
        : decision.map(({ type }) => type).join(", ") || "nothing",
    })),
    moves: moves.flatMap(({ before, event, after }) => {
      const [from, to] = [phase(before), phase(after)];
      return from === undefined || to === undefined ? [] : [{ from, event: event.type, to }];
    }),
    ends: moves.flatMap(({ after }) =>
      decider.isTerminal?.(after) === true ? [phase(after) ?? ""] : [],
    ),
  };
}
