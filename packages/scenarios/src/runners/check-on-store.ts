import type { Story } from "../clauses.ts";
import { outcomeMistakes } from "../outcome-mistakes.ts";
import { play } from "../play.ts";
import { purityMistakes } from "../purity-mistakes.ts";
import { ScenarioFailed } from "../scenario-failed.ts";
import type { Subject } from "../subject.ts";
import { playOnStore, type StoreStage } from "./play-on-store.ts";

/**
 * Plays a story on a system and compares what its log holds; then has the decider do the same on what the log gave
 * back, where it can be seen whether it is pure. Throws a `ScenarioFailed` that names every difference.
 */
export async function checkOnStore(
  subject: Subject,
  story: Story,
  stage: StoreStage,
): Promise<void> {
  if (subject.process !== undefined) {
    throw new RangeError("processes are played by the runners of @holdfast/scenarios/processes");
  }
  const { mistakes, observed, before } = await seen(subject, story, stage);
  const again: Story = before === undefined ? story : { ...story, given: before };
  const all = [...mistakes, ...impurities(subject, again)];
  if (all.length > 0) throw new ScenarioFailed([...new Set(all)], { observed });
}

async function seen(subject: Subject, story: Story, stage: StoreStage) {
  try {
    const observed = await playOnStore(subject, story, stage);
    const mistakes = [...outcomeMistakes(story, observed), ...observed.mistakes];
    return { mistakes, observed, before: observed.before };
  } catch (error) {
    return { mistakes: mistakesOf(error), observed: undefined, before: undefined };
  }
}

function impurities(subject: Subject, story: Story): readonly string[] {
  try {
    return purityMistakes(subject, play(subject, story));
  } catch (error) {
    return mistakesOf(error);
  }
}

function mistakesOf(error: unknown): readonly string[] {
  if (error instanceof ScenarioFailed) return error.mistakes;
  throw error;
}
