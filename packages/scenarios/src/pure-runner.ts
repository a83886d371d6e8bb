import type { Story } from "./clauses.ts";
import { expectationMistakes } from "./expectation-mistakes.ts";
import { ordersOf } from "./orders.ts";
import { play } from "./play.ts";
import { purityMistakes } from "./purity-mistakes.ts";
import type { Runner } from "./runner.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import type { Subject } from "./subject.ts";

/**
 * Plays scenarios by the decider alone: no store, no waiting. Commands at the same moment are played in every order, and
 * all of them have to keep what is expected. There is no memory of commands here, so that `thenIdempotent` says no more
 * than that they are accepted.
 */
export const pureRunner: Runner = { name: "decider", check: checkPurely };

/** Throws a `ScenarioFailed` that names every difference. */
export function checkPurely(subject: Subject, story: Story): void {
  const { when, isAtOnce } = story.when;
  if (!isAtOnce) return checkOrder(subject, story, when);
  for (const order of ordersOf(when)) checkOrder(subject, story, order);
  return undefined;
}

function checkOrder(subject: Subject, story: Story, order: Story["when"]["when"]): void {
  const played = play(subject, story, order);
  const mistakes = expectationMistakes(subject, story, played);
  const impurities = purityMistakes(subject, played);
  if (mistakes.length + impurities.length > 0) {
    throw new ScenarioFailed([...mistakes, ...impurities], { observed: played });
  }
}
