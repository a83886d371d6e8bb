import { type Decider, type Tagged } from "../decider.ts";
import { isRefusal, type Refusal } from "../refusal.ts";
import { type Clauses, type Outcome } from "./clauses.ts";
import { type Scenario, type Seen } from "./feature.ts";
import { outcomeMistakes } from "./outcome-mistakes.ts";
import { play, type Played, type Story } from "./play.ts";
import { purityMistakes } from "./purity-mistakes.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import { type Says, sentenceOf, wordsOf } from "./sentences.ts";
import { show } from "./show.ts";

/** A decider with all that is needed to play and to tell it. */
export type Stage<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
> = {
  readonly decider: Decider<Command, State, Event, RefusalType, unknown>;
  /** Made anew for each run, so that a run can be repeated. */
  readonly context: () => unknown;
  readonly says: Says<Command | Event>;
};

/** Turns the three clauses into what can be checked, told and watched. */
export function toldScenario<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
>(
  stage: Stage<Command, State, Event, RefusalType>,
  [{ given }, { when }, expected]: Clauses<Command, State, Event, RefusalType>,
): Omit<Scenario, "title"> {
  const { decider, context, says } = stage;
  const story: Story<Command, Event> = { given, when };
  const run = () => play(decider, story, context());
  const say = (message: Tagged) => sentenceOf(says, message);
  return {
    check() {
      const played = run();
      const mistakes = [
        ...outcomeMistakes(expected, played, when.length),
        ...purityMistakes(decider, story, { played, context: context() }),
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

function outcomeSentences<State, Event extends Tagged>(
  expected: Outcome<State, Event, string>,
  refusal: Refusal | undefined,
  say: (event: Tagged) => string,
): readonly string[] {
  if (expected.outcome === "happened") return expected.events.map(say);
  if (expected.outcome === "nothing") return ["nothing happens"];
  if (expected.outcome === "state") return [`the state is ${show(expected.state)}`];
  return [
    `it is refused, ${wordsOf(expected.code).replaceAll("_", " ")}: ${refusal?.sentence ?? ""}`,
  ];
}

function seen<Command extends Tagged, State, Event extends Tagged, RefusalType extends Refusal>(
  decider: Decider<Command, State, Event, RefusalType, unknown>,
  { steps, moves }: Played<Command, State, Event, RefusalType>,
): Seen {
  const phase = (state: State) => decider.phase?.(state);
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
