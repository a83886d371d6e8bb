import { type Decider, isRefusal, type Refusal, type Tagged } from "@holdfast/cqrs";

import { deepFreeze } from "./deep-freeze.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import { show } from "./show.ts";

/** Any decider: the language has checked the types by the time a scenario is played. */
export type AnyDecider = Decider<Tagged, unknown, Tagged, Refusal, unknown>;

/** What a scenario does to a decider, whatever it expects of it. */
export type Story = {
  readonly given: readonly Tagged[];
  readonly when: readonly Tagged[];
};

/** One event and what it made of the state. */
type Move = { readonly before: unknown; readonly event: Tagged; readonly after: unknown };

/** One command and what was decided about it. */
type Step = { readonly command: Tagged; readonly decision: readonly Tagged[] | Refusal };

/** Everything that can be seen of a story while it is played. */
export type Played = {
  readonly moves: readonly Move[];
  /** Ends with the first refusal. */
  readonly steps: readonly Step[];
  readonly produced: readonly Tagged[];
  readonly refusal: Refusal | undefined;
  readonly state: unknown;
};

/** Plays a story to its end; everything is frozen before a function of the decider sees it. */
export function play(decider: AnyDecider, { given, when }: Story, context: unknown): Played {
  const moves: Move[] = [];
  const steps: Step[] = [];
  const produced: Tagged[] = [];
  let state = deepFreeze(decider.initialState(), "the initial state");
  const apply = (event: Tagged) => {
    const after = evolved(decider, state, event);
    moves.push({ before: state, event, after });
    state = after;
  };
  for (const event of given) apply(event);
  for (const command of when) {
    const decision = decided(decider, { command, state, context });
    steps.push({ command, decision });
    if (isRefusal(decision)) return { moves, steps, produced, refusal: decision, state };
    for (const event of decision) apply(event);
    produced.push(...decision);
  }
  return { moves, steps, produced, refusal: undefined, state };
}

type Question = { readonly command: Tagged; readonly state: unknown; readonly context: unknown };

function decided(decider: AnyDecider, { command, state, context }: Question): Step["decision"] {
  deepFreeze(command, command.type);
  return tried(
    () => decider.decide(command, state, context),
    () => `decide(${show(command)}) on ${show(state)}`,
  );
}

/** The state after one more event. */
export function evolved(decider: AnyDecider, state: unknown, event: Tagged): unknown {
  deepFreeze(event, event.type);
  const after = tried(
    () => decider.evolve(state, event),
    () => `evolve(${show(event)}) on ${show(state)}`,
  );
  if (after === undefined && state !== undefined) {
    throw new ScenarioFailed([`evolve(${show(event)}) on ${show(state)} returns nothing`]);
  }
  return deepFreeze(after, `the state after ${event.type}`);
}

function tried<Result>(run: () => Result, name: () => string): Result {
  try {
    return run();
  } catch (cause) {
    const why = `${name()} must neither throw nor change what it is given, but: ${String(cause)}`;
    throw new ScenarioFailed([why], { cause });
  }
}
