/** What a decider was seen to do in a scenario, in names: for tables and diagrams. */
export type Seen = {
  /** Each command with the events it led to, or the code of its refusal. */
  readonly decided: readonly { readonly command: string; readonly outcome: string }[];
  /** Steps from phase to phase; none when the decider tells no phases. */
  readonly moves: readonly { readonly from: string; readonly event: string; readonly to: string }[];
  /** Phases in which nothing can happen any more. */
  readonly ends: readonly string[];
};

/** The sentences of a scenario. */
export type Told = {
  readonly given: readonly string[];
  readonly when: readonly string[];
  readonly outcome: readonly string[];
};

/** One example of a rule, collected and not yet run. */
export type Scenario = {
  readonly title: string;
  /** Plays it; throws a `ScenarioFailed` that names every difference. */
  readonly check: () => void;
  readonly tell: () => Told;
  readonly watch: () => Seen;
};

/** A sentence that always holds, and its examples. */
export type Rule = { readonly name: string; readonly scenarios: readonly Scenario[] };

/** A part of the business: its rules, and what the decider says about itself. */
export type Feature = {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Every code the decider may refuse with, with its general sentence; empty when it was not told. */
  readonly refusals: Readonly<Record<string, string>>;
  /** The phase it begins in. */
  readonly begins: string | undefined;
};
