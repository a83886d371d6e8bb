import { type Decider, type Tagged } from "../decider.ts";
import { isRefusal, type Refusal } from "../refusal.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { ScenarioFailed } from "./scenario-failed.ts";

/** What a scenario does to a decider, whatever it expects of it. */
export type Story<Command, Event> = {
  readonly given: readonly Event[];
  readonly when: readonly Command[];
};

/** One event and what it made of the state. */
type Move<State, Event> = {
  readonly before: State;
  readonly event: Event;
  readonly after: State;
};

/** One command and what was decided about it. */
type Step<Command, Event, RefusalType> = {
  readonly command: Command;
  readonly decision: readonly Event[] | RefusalType;
};

/** Everything that can be seen of a story while it is played. */
export type Played<Command, State, Event, RefusalType> = {
  readonly moves: readonly Move<State, Event>[];
  /** Ends with the first refusal. */
  readonly steps: readonly Step<Command, Event, RefusalType>[];
  readonly produced: readonly Event[];
  readonly refusal: RefusalType | undefined;
  readonly state: State;
};

/** Plays a story to its end; everything is frozen before a function of the decider sees it. */
export function play<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
>(
  decider: Decider<Command, State, Event, RefusalType, unknown>,
  { given, when }: Story<Command, Event>,
  context: unknown,
): Played<Command, State, Event, RefusalType> {
  const moves: Move<State, Event>[] = [];
  const steps: Step<Command, Event, RefusalType>[] = [];
  const produced: Event[] = [];
  let state = deepFreeze(decider.initialState(), "the initial state");
  const apply = (event: Event) => {
    const after = evolved(decider, state, event);
    moves.push({ before: state, event, after });
    state = after;
  };
  for (const event of given) apply(event);
  for (const command of when) {
    deepFreeze(command, command.type);
    const decision = tried(`decide(${command.type})`, () =>
      decider.decide(command, state, context),
    );
    steps.push({ command, decision });
    if (isRefusal(decision)) return { moves, steps, produced, refusal: decision, state };
    for (const event of decision) apply(event);
    produced.push(...decision);
  }
  return { moves, steps, produced, refusal: undefined, state };
}

/** The state after one more event. */
export function evolved<State, Event extends Tagged>(
  decider: Pick<Decider<Tagged, State, Event>, "evolve">,
  state: State,
  event: Event,
): State {
  deepFreeze(event, event.type);
  const name = `evolve(${event.type})`;
  return deepFreeze(
    tried(name, () => decider.evolve(state, event)),
    `the state after ${event.type}`,
  );
}

function tried<Result>(name: string, run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    const why = `${name} must neither throw nor change what it is given, but it threw: ${String(cause)}`;
    throw new ScenarioFailed([why], { cause });
  }
}
