import type { Story } from "./clauses.ts";
import type { Observed } from "./observed.ts";
import { outcomeMistakes } from "./outcome-mistakes.ts";
import { processMistakes } from "./processes/process-mistakes.ts";
import type { Subject } from "./subject.ts";

/** How what was seen differs from what the third clause expects, of a decider or of a process. */
export function expectationMistakes(
  subject: Subject,
  story: Story,
  observed: Observed,
): readonly string[] {
  return subject.process === undefined
    ? outcomeMistakes(story, observed)
    : processMistakes(subject, story, observed);
}
