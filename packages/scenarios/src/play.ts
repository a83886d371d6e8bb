import type { Tagged } from "@holdfast/cqrs";

import { commandOf, passedMsOf, type Story } from "./clauses.ts";
import { apply, ask, type Game, newGame, type Played } from "./game.ts";
import { playProcess } from "./processes/play-process.ts";
import { rowsAfter } from "./read-model.ts";
import { refusalText, ScenarioFailed } from "./scenario-failed.ts";
import type { Subject } from "./subject.ts";

/** Plays a story to its end; everything is frozen before a function of the decider sees it. */
export function play(subject: Subject, story: Story, commands = story.when.when): Played {
  if (subject.process !== undefined) return playProcess(subject, story);
  const game = newGame(subject);
  for (const item of story.given) {
    if ("type" in item) apply(game, item);
    else prepare(game, commandOf(item), passedMsOf(item));
  }
  const { moves, steps, world } = game;
  const [movesBefore, stepsBefore, stateBefore] = [moves.length, steps.length, game.state];
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
    stateBefore,
    rows({ model, query }) {
      const events = moves.map(({ event }) => event);
      const readModel = subject.readModels[model];
      return readModel === undefined ? [] : rowsAfter(readModel, events, query);
    },
  };
}

function prepare(game: Game, command: Tagged | undefined, passedMs: number): void {
  game.world.pass(passedMs);
  if (command === undefined) return;
  const { refusal } = ask(game, command);
  if (refusal !== undefined) throw new ScenarioFailed([`given ${refusalText(command, refusal)}`]);
}
