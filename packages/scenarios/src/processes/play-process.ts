import type { Tagged } from "@holdfast/cqrs";
import type { ProcessInput } from "@holdfast/processes";

import { passedMsOf, type Story } from "../clauses.ts";
import { ask, type Game, newGame, type Played } from "../game.ts";
import { ScenarioFailed } from "../scenario-failed.ts";
import type { Subject } from "../subject.ts";
import { dueMsOf, issuedIn, timersIn } from "./process-part.ts";
import { inputOf, isToldOutcome } from "./told-outcome.ts";

/** A process whose timers fire more often than this in one stretch of time never comes to rest. */
export const FIRED_MAX = 1_000;

type ProcessGame = { readonly game: Game; settled: number };

/** Plays a story of a process by its decider alone: timers fire when they are due, as time passes. */
export function playProcess(subject: Subject, story: Story): Played {
  const playing: ProcessGame = { game: newGame(subject), settled: 0 };
  const { game } = playing;
  for (const item of story.given) {
    if ("type" in item) hear(playing, item);
    else pass(game, passedMsOf(item));
  }
  const { moves, steps } = game;
  const [movesBefore, stepsBefore, stateBefore] = [moves.length, steps.length, game.state];
  pass(game, story.when.afterMs);
  for (const told of story.when.when) hear(playing, told);
  return {
    moves,
    steps,
    answers: steps.slice(stepsBefore),
    produced: moves.slice(movesBefore).map(({ event }) => event),
    state: game.state,
    stateBefore,
    rows: () => [],
  };
}

function hear(playing: ProcessGame, told: Tagged): void {
  const { game, settled } = playing;
  const events = game.moves.map(({ event }) => event);
  const input = inputOf(told, issuedIn(events), settled);
  if (isToldOutcome(told)) playing.settled += 1;
  ask(game, input);
  // A timer that is due in the past fires at once.
  pass(game, 0);
}

/** Lets time pass: the clock reaches each timer that is due meanwhile, and it fires. */
function pass(game: Game, ms: number): void {
  const { world } = game;
  const untilMs = world.nowMs() + ms;
  for (let fired = 0; ; fired += 1) {
    const [next] = timersIn(game.state);
    if (next === undefined || dueMsOf(next) > untilMs) break;
    const { timer, number } = next;
    if (fired === FIRED_MAX) throw restless(timer);
    world.pass(Math.max(0, dueMsOf(next) - world.nowMs()));
    const input: ProcessInput<Tagged, Tagged> = { type: "FireTimer", timer, number };
    ask(game, input);
  }
  world.pass(untilMs - world.nowMs());
}

/** The failure of a process that sets timers without end. */
export function restless(timer: string): ScenarioFailed {
  return new ScenarioFailed([`timers fire more than ${FIRED_MAX} times; the last one is ${timer}`]);
}
