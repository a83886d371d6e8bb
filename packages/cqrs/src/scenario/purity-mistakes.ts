import { type Decider, type Tagged } from "../decider.ts";
import { fold } from "../fold.ts";
import { fromJsonText, toJsonText } from "../json-text.ts";
import { type Refusal } from "../refusal.ts";
import { differences } from "./differences.ts";
import { evolved, play, type Played, type Story } from "./play.ts";

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** What every decider owes, whatever a scenario expects; a story that was played once, and how to play it again. */
export function purityMistakes<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
>(
  decider: Decider<Command, State, Event, RefusalType, unknown>,
  story: Story<Command, Event>,
  {
    played,
    context,
  }: { readonly played: Played<Command, State, Event, RefusalType>; readonly context: unknown },
): readonly string[] {
  const again = play(decider, story, context);
  const decisions = [played, again].map(({ steps }) => steps.map(({ decision }) => decision));
  const states = [played, again].map(({ moves }) => moves.map(({ after }) => after));
  return [
    ...differences(
      decisions[0],
      decisions[1],
      "decide answers differently when asked again: decisions",
    ),
    ...differences(states[0], states[1], "evolve leads elsewhere when done again: states"),
    ...codeMistakes(played.refusal),
    ...totalityMistakes(decider, played),
    ...storageMistakes(decider, played),
  ];
}

function codeMistakes(refusal: Refusal | undefined): readonly string[] {
  if (refusal === undefined || SNAKE_CASE.test(refusal.code)) return [];
  return [`the refusal's code "${refusal.code}" is not in snake_case`];
}

/** History is never refused: each event finds an answer in the first state and in the last one too. */
function totalityMistakes<Command, State, Event extends Tagged, RefusalType>(
  decider: Decider<Tagged, State, Event, Refusal, unknown>,
  { moves, state }: Played<Command, State, Event, RefusalType>,
): readonly string[] {
  const initial = decider.initialState();
  return moves.flatMap(({ event }) =>
    [initial, state].flatMap((from) =>
      evolved(decider, from, event) === undefined && initial !== undefined
        ? [`evolve(${event.type}) returns nothing`]
        : [],
    ),
  );
}

/** What is stored is JSON: the events come back as they were, and lead to the same state. */
function storageMistakes<Command, State, Event extends Tagged, RefusalType>(
  decider: Decider<Tagged, State, Event, Refusal, unknown>,
  { moves, state }: Played<Command, State, Event, RefusalType>,
): readonly string[] {
  const stored = moves.map(({ event }) => ({ event, read: fromJsonText(toJsonText(event)) }));
  const lost = stored.flatMap(({ event, read }, at) =>
    differences(event, read, `event ${at + 1} ${event.type} does not survive JSON: `),
  );
  if (lost.length > 0) return lost;
  const replayed = fold(
    decider,
    stored.flatMap(({ event, read }) => (isSame(event, read) ? [read] : [])),
  );
  return differences(state, replayed, "replaying the stored events leads elsewhere: state");
}

function isSame<Value>(model: Value, value: unknown): value is Value {
  return differences(model, value, "").length === 0;
}
