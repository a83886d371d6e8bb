/** One thing wrong with the environment: the variable as the operator wrote it, and what to change. */
export type ConfigurationMistake = {
  readonly variable: string;
  readonly reason: string;
};

/**
 * The environment cannot be used. Carries every mistake found, never only the first; the message has
 * one line for each and repeats neither secrets nor passwords inside URLs.
 */
export class BadConfiguration extends Error {
  override readonly name = "BadConfiguration";
  readonly code = "bad_configuration";
  readonly mistakes: readonly ConfigurationMistake[];
  constructor(mistakes: readonly ConfigurationMistake[]) {
    const lines = mistakes.map(({ variable, reason }) => `  ${variable}: ${reason}`);
    super(["the configuration is refused:", ...lines].join("\n"));
    this.mistakes = mistakes;
  }
}
