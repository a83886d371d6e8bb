import type { Example, Scenario } from "./feature.ts";
import type { Runner } from "./runner.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import { fieldsText } from "./sentences.ts";
import type { Subject } from "./subject.ts";
import { storyText } from "./told.ts";

/** A table that is wrong altogether need not be told to its end. */
const FAILURES_MAX = 5;

/** Plays all examples of a scenario; throws a `ScenarioFailed` that says what differs in which of them. */
export async function checkScenario(
  scenario: Scenario,
  subject: Subject,
  runner: Runner,
): Promise<void> {
  const { examples, draw, place } = scenario;
  const failures: ScenarioFailed[] = [];
  for (const [at, example] of examples.entries()) {
    try {
      const pending = runner.check(subject, example.story);
      // Most runs are not worth a turn of the event loop.
      if (pending !== undefined) await pending;
    } catch (error) {
      const name = scenario.kind === "outline" ? `row ${at + 1}` : "";
      failures.push(explained(error, { subject, example, name }));
      if (failures.length === FAILURES_MAX) break;
    }
  }
  if (failures.length > 0) throw placed(failures, place);
  await draw?.(async (example) => {
    try {
      await runner.check(subject, example.story);
    } catch (error) {
      throw explained(error, { subject, example, name: "" });
    }
  }).catch((error: unknown) => {
    throw error instanceof ScenarioFailed ? placed([error], place) : error;
  });
}

type Failing = { readonly subject: Subject; readonly example: Example; readonly name: string };

/** The failure with the story as one tells it. What is no difference, but an accident of the runner, stays as it is. */
function explained(error: unknown, { subject, example, name }: Failing): ScenarioFailed {
  if (!(error instanceof ScenarioFailed)) throw error;
  const { row, story } = example;
  const where = [name, row === undefined ? "" : `(${fieldsText(row)})`].filter(Boolean).join(" ");
  const mistakes = error.mistakes.map((mistake) =>
    where === "" ? mistake : `${where}: ${mistake}`,
  );
  const { cause, observed } = error;
  return new ScenarioFailed(mistakes, { cause, story: storyText(subject, story, observed) });
}

/** All failures as one, which points to where the scenario is written, not into this package. */
function placed(failures: readonly ScenarioFailed[], place: string): ScenarioFailed {
  const [first] = failures;
  const mistakes = failures.flatMap((each) => each.mistakes);
  const whole = new ScenarioFailed(mistakes, { cause: first?.cause, story: first?.story ?? "" });
  whole.stack = `${whole.name}: ${whole.message}\n${place}`;
  return whole;
}
