import type { Refusal } from "./refusal.ts";

/** A command or an event: a plain object that its `type` tells from its like. */
export type Tagged = { readonly type: string };

/**
 * A piece of business as functions of their arguments: no clock, no chance, no waiting. What comes from outside is in
 * the command, or in the context (the time, the actor, new ids).
 */
export type Decider<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal = never,
  Context = void,
> = {
  initialState(): State;
  /** What happens because of a command. No events: it is accepted, and nothing is left to do. */
  decide(command: Command, state: State, context: Context): readonly Event[] | RefusalType;
  /** History has happened: never throws, never validates, never changes the state it is given. */
  evolve(state: State, event: Event): State;
  /** Whether nothing can happen any more. */
  isTerminal?(state: State): boolean;
  /** The name of the part of its life the state is in, for the state diagram. */
  phase?(state: State): string;
};
