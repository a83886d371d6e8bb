import { isRefusal, type Refusal, type Tagged } from "@holdfast/cqrs";

import { commandOf, passedMsOf, type Story } from "./clauses.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { decided, evolved } from "./guarded.ts";
import type { Answer, Observed } from "./observed.ts";
import { rowsAfter } from "./read-model.ts";
import { refusalText, ScenarioFailed } from "./scenario-failed.ts";
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

/** Plays a story to its end; everything is frozen before a function of the decider sees it. */
export function play(subject: Subject, story: Story, commands = story.when.when): Played {
  const game = newGame(subject);
  for (const item of story.given) {
    if ("type" in item) apply(game, item);
    else prepare(game, commandOf(item), passedMsOf(item));
  }
  const { moves, steps, world } = game;
  const [movesBefore, stepsBefore] = [moves.length, steps.length];
  world.pass(story.when.afterMs);
  for (const command of commands) {
    const { refusal } = ask(game, command);
    if (refusal !== undefined && !story.when.isAtOnce) break;
  }
  return {
    moves,
    steps,
    answers: steps.slice(stepsBefore),
    produced: moves.slice(movesBefore).map(({ event }) => event),
    state: game.state,
    rows({ model, query }) {
      const events = moves.map(({ event }) => event);
      const readModel = subject.readModels[model];
      return readModel === undefined ? [] : rowsAfter(readModel, events, query);
    },
  };
}

type Game = {
  readonly subject: Subject;
  readonly world: World;
  readonly moves: Move[];
  readonly steps: Step[];
  state: unknown;
};

function newGame(subject: Subject): Game {
  const state = deepFreeze(subject.decider.initialState(), "the initial state");
  return { subject, world: scenarioWorld(subject.beginsAtMs), moves: [], steps: [], state };
}

function prepare(game: Game, command: Tagged | undefined, passedMs: number): void {
  game.world.pass(passedMs);
  if (command === undefined) return;
  const { refusal } = ask(game, command);
  if (refusal !== undefined) throw new ScenarioFailed([`given ${refusalText(command, refusal)}`]);
}

function apply(game: Game, event: Tagged): void {
  const before = game.state;
  game.state = evolved(game.subject.decider, before, event);
  game.moves.push({ before, event, after: game.state });
}

function ask(game: Game, command: Tagged): Step {
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
