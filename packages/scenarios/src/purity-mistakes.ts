import { fromJsonText, isRefusal, type Tagged, toJsonText } from "@holdfast/cqrs";

import { differences } from "./differences.ts";
import type { Played, Step } from "./game.ts";
import { decided, evolvedOnce } from "./guarded.ts";
import { isSame } from "./is-same.ts";
import { staleMistakes } from "./processes/stale-mistakes.ts";
import type { Subject } from "./subject.ts";
import { scenarioWorld } from "./world.ts";

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** What every decider owes, whatever a scenario expects of it. */
export function purityMistakes(subject: Subject, played: Played): readonly string[] {
  tryTotality(subject, played);
  const mistakes: string[] = [];
  for (const step of played.steps) mistakes.push(...stepMistakes(subject, step));
  mistakes.push(...storageMistakes(subject, played), ...staleMistakes(subject, played));
  return mistakes;
}

/** Asked again under the same circumstances, it decides the same. */
function stepMistakes(subject: Subject, step: Step): readonly string[] {
  const { command, state, decision } = step;
  const context = subject.context?.(scenarioWorld(step.nowMs, step.idsTaken).moment());
  const again = decided(subject.decider, { command, state, context });
  const mistakes = isSame(decision, again)
    ? []
    : differences(decision, again, "decide answers differently when asked again: decision");
  if (!isRefusal(decision) || SNAKE_CASE.test(decision.code)) return mistakes;
  return [...mistakes, `the refusal's code "${decision.code}" is not in snake_case`];
}

/**
 * History is never refused: each event finds an answer in the first state and in the last one too. And a command may
 * come again, or late: it is answered in the last state as well.
 */
function tryTotality({ decider, context, beginsAtMs }: Subject, played: Played): void {
  const { moves, steps, state } = played;
  const initial = moves[0]?.before;
  for (const { event, before, after } of moves) {
    if (before !== initial) evolvedOnce(decider, initial, event);
    if (after !== state) evolvedOnce(decider, state, event);
  }
  for (const step of steps) {
    if (step.state === state) continue;
    const moment = context?.(scenarioWorld(beginsAtMs).moment());
    decided(decider, { command: step.command, state, context: moment });
  }
}

/** What is stored is JSON: the events come back as they were, and lead to the same state. */
function storageMistakes(
  { decider, upcast }: Subject,
  { moves, state }: Played,
): readonly string[] {
  let replayed = moves[0]?.before;
  // The states on the way are compared only where the last ones differ.
  const states: unknown[] = [];
  for (const [at, { event }] of moves.entries()) {
    const parsed = fromJsonText(toJsonText(event));
    const read = upcast === undefined || !isTagged(parsed) ? parsed : upcast(parsed);
    if (!isEvent(read, event)) {
      return differences(event, read, `${numbered(at, event)} does not survive JSON: `);
    }
    // Frozen ones have shown that it changes nothing.
    replayed = evolvedOnce(decider, replayed, read);
    states.push(replayed);
  }
  if (moves.length === 0 || isSame(state, replayed)) return [];
  return moves.flatMap(({ event, after }, at) =>
    states.slice(0, at).every((each, place) => isSame(moves[place]?.after, each))
      ? differences(
          after,
          states[at],
          `the stored events lead elsewhere: after ${numbered(at, event)}, state`,
        )
      : [],
  );
}

function numbered(at: number, { type }: Tagged): string {
  return `event ${at + 1} ${type}`;
}

function isEvent(value: unknown, model: Tagged): value is Tagged {
  return isSame(model, value);
}

function isTagged(value: unknown): value is Tagged {
  return typeof value === "object" && value !== null && "type" in value;
}
