import type { Refusal, Tagged } from "@holdfast/cqrs";

import type { Observed } from "./observed.ts";
import { show } from "./show.ts";

/** What else is known about a failure. */
export type FailureDetails = {
  readonly cause?: unknown;
  /** What was seen of it, if it came to its end. */
  readonly observed?: Observed | undefined;
  /** The story in sentences, with what happened instead. */
  readonly story?: string;
};

/** A scenario and what plays it disagree, or the decider is not as pure as it has to be. */
export class ScenarioFailed extends Error {
  override readonly name = "ScenarioFailed";
  readonly code = "scenario_failed";
  /** One line per difference. */
  readonly mistakes: readonly string[];
  readonly observed: Observed | undefined;
  readonly story: string;

  constructor(mistakes: readonly string[], { cause, observed, story = "" }: FailureDetails = {}) {
    const message = [mistakes.join("\n"), story].filter(Boolean).join("\n\n");
    super(message, cause === undefined ? {} : { cause });
    this.mistakes = mistakes;
    this.observed = observed;
    this.story = story;
  }
}

/** `Withdraw is refused: insufficient_funds, "EUR 0.01 is missing" { short: 1n }`. */
export function refusalText({ type }: Tagged, { code, sentence, data }: Refusal): string {
  const about = Object.keys(data).length === 0 ? "" : ` ${show(data)}`;
  return `${type} is refused: ${code}, "${sentence}"${about}`;
}
