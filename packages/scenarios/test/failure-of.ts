import {
  checkScenario,
  type Feature,
  pureRunner,
  type Runner,
  ScenarioFailed,
} from "@holdfast/scenarios";

/** The first failure of a feature; undefined when all of it holds. */
export async function failureOf(
  { rules, subject }: Feature,
  runner: Runner = pureRunner,
): Promise<ScenarioFailed | undefined> {
  try {
    for (const { scenarios } of rules) {
      for (const scenario of scenarios) await checkScenario(scenario, subject, runner);
    }
    return undefined;
  } catch (error) {
    if (error instanceof ScenarioFailed) return error;
    throw error;
  }
}
