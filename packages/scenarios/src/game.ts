import { isRefusal, type Refusal, type Tagged } from "@holdfast/cqrs";

import { deepFreeze } from "./deep-freeze.ts";
import { decided, evolved } from "./guarded.ts";
import type { Answer, Observed } from "./observed.ts";
import type { Subject } from "./subject.ts";
import { scenarioWorld, type World } from "./world.ts";

/** One event and what it made of the state. */
type Move = { readonly before: unknown; readonly event: Tagged; readonly after: unknown };

/** One command and what was decided about it. */
export type Step = Answer & {
  readonly state: unknown;
  /** The clock and the ids as they were, so that the decision can be asked for again. */
  readonly nowMs: number;
  readonly idsTaken: number;
  readonly decision: readonly Tagged[] | Refusal;
};

/** Everything that can be seen of a story while it is played by the decider alone. */
export type Played = Observed & {
  /** All events, the given ones included. */
  readonly moves: readonly Move[];
  /** All commands, the given ones included. */
  readonly steps: readonly Step[];
};

/** A story under way. */
export type Game = {
  readonly subject: Subject;
  readonly world: World;
  readonly moves: Move[];
  readonly steps: Step[];
  state: unknown;
};

/** A story before its first clause. */
export function newGame(subject: Subject): Game {
  const state = deepFreeze(subject.decider.initialState(), "the initial state");
  return { subject, world: scenarioWorld(subject.beginsAtMs), moves: [], steps: [], state };
}

/** Lets an event happen. */
export function apply(game: Game, event: Tagged): void {
  const before = game.state;
  game.state = evolved(game.subject.decider, before, event);
  game.moves.push({ before, event, after: game.state });
}

/** Has a command decided, and lets happen what comes of it. */
export function ask(game: Game, command: Tagged): Step {
  const { subject, world, state } = game;
  const [nowMs, idsTaken] = [world.nowMs(), world.idsTaken()];
  const context = subject.context?.(world.moment());
  const decision = decided(subject.decider, { command, state, context });
  const refusal = isRefusal(decision) ? decision : undefined;
  const step = { command, state, nowMs, idsTaken, decision, refusal };
  game.steps.push(step);
  if (!isRefusal(decision)) for (const event of decision) apply(game, event);
  return step;
}
