import type { Story } from "../clauses.ts";
import { expectationMistakes } from "../expectation-mistakes.ts";
import type { Observed } from "../observed.ts";
import { play } from "../play.ts";
import { purityMistakes } from "../purity-mistakes.ts";
import { ScenarioFailed } from "../scenario-failed.ts";
import type { Subject } from "../subject.ts";

/** What was seen of a story on a system. */
type Seen = Observed & {
  /** Events that were there before the second clause, as the log gives them back; left out, the story is told as it is. */
  readonly before?: Story["given"];
  /** What the system does wrong, whatever the scenario expects. */
  readonly mistakes: readonly string[];
};

/**
 * Compares what was seen of a story on a system; then has the decider do the same on what the log gave back, where it can
 * be seen whether it is pure. Throws a `ScenarioFailed` that names every difference.
 */
export async function checkSeen(
  subject: Subject,
  story: Story,
  look: () => Promise<Seen>,
): Promise<void> {
  const { mistakes, observed, before } = await seen(subject, story, look);
  const again: Story = before === undefined ? story : { ...story, given: before };
  const all = [...mistakes, ...impurities(subject, again)];
  if (all.length > 0) throw new ScenarioFailed([...new Set(all)], { observed });
}

async function seen(subject: Subject, story: Story, look: () => Promise<Seen>) {
  try {
    const observed = await look();
    const mistakes = [...expectationMistakes(subject, story, observed), ...observed.mistakes];
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
