import { fold, fromJsonText, type Refusal, type Tagged, toJsonText } from "@holdfast/cqrs";

import { differences } from "./differences.ts";
import { type AnyDecider, evolved, type Played } from "./play.ts";

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** What every decider owes, whatever a scenario expects; the story was played twice. */
export function purityMistakes(
  decider: AnyDecider,
  played: Played,
  again: Played,
): readonly string[] {
  const [decisions, others] = [played, again].map(({ steps }) =>
    steps.map((step) => step.decision),
  );
  const [states, otherStates] = [played, again].map(({ moves }) => moves.map((move) => move.after));
  tryTotality(decider, played);
  return [
    ...differences(decisions, others, "decide answers differently when asked again: decisions"),
    ...differences(states, otherStates, "evolve leads elsewhere when done again: states"),
    ...codeMistakes(played.refusal),
    ...storageMistakes(decider, played),
  ];
}

function codeMistakes(refusal: Refusal | undefined): readonly string[] {
  if (refusal === undefined || SNAKE_CASE.test(refusal.code)) return [];
  return [`the refusal's code "${refusal.code}" is not in snake_case`];
}

/** History is never refused: each event finds an answer in the first state and in the last one too. */
function tryTotality(decider: AnyDecider, { moves, state }: Played): void {
  const initial = decider.initialState();
  for (const { event } of moves) for (const from of [initial, state]) evolved(decider, from, event);
}

/** What is stored is JSON: the events come back as they were, and lead to the same state. */
function storageMistakes(decider: AnyDecider, { moves, state }: Played): readonly string[] {
  const stored: Tagged[] = [];
  for (const [at, { event }] of moves.entries()) {
    const read = fromJsonText(toJsonText(event));
    if (!isSame(event, read))
      return differences(event, read, `event ${at + 1} ${event.type} does not survive JSON: `);
    stored.push(read);
  }
  return differences(
    state,
    fold(decider, stored),
    "replaying the stored events leads elsewhere: state",
  );
}

function isSame(model: Tagged, value: unknown): value is Tagged {
  return differences(model, value, "").length === 0;
}
