/** A scenario and its decider disagree, or the decider is not as pure as it has to be. */
export class ScenarioFailed extends Error {
  override readonly name = "ScenarioFailed";
  readonly code = "scenario_failed";
  /** One line per difference. */
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(mistakes.join("\n"), options);
    this.mistakes = mistakes;
  }
}
