import type { Decider, Tagged } from "./decider.ts";

type Evolution<State, Event extends Tagged> = Pick<
  Decider<Tagged, State, Event>,
  "initialState" | "evolve"
>;

/** The state that a whole history leads to. */
export function fold<State, Event extends Tagged>(
  decider: Evolution<State, Event>,
  history: Iterable<Event>,
): State {
  return evolveAll(decider, decider.initialState(), history);
}

/** The state that further events lead to. */
export function evolveAll<State, Event extends Tagged>(
  decider: Pick<Evolution<State, Event>, "evolve">,
  from: State,
  events: Iterable<Event>,
): State {
  let state = from;
  for (const event of events) state = decider.evolve(state, event);
  return state;
}
