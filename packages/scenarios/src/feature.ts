import type { Story } from "./clauses.ts";
import type { Subject } from "./subject.ts";

/** A row of values. */
export type Row = Readonly<Record<string, unknown>>;

/** One example of a rule. */
export type Example = {
  /** The values it was made of, if it stands in a table or for many. */
  readonly row: Row | undefined;
  readonly story: Story;
};

/** Draws rows, hands each to a check, and throws, naming the seed, when one fails. */
type DrawStories = (check: (example: Example) => Promise<void>) => Promise<void>;

/** What shows that a rule holds, collected and not yet run. */
export type Scenario = {
  readonly title: string;
  /** A scenario has one, an outline one for each row, a scenario for all values one that stands for them. */
  readonly examples: readonly Example[];
  readonly kind: "scenario" | "outline" | "for all";
  /** Further examples, of a scenario for all values. */
  readonly draw: DrawStories | undefined;
  /** Where it is written: lines of a stack. */
  readonly place: string;
};

/** A sentence that always holds, and its examples. */
export type Rule = { readonly name: string; readonly scenarios: readonly Scenario[] };

/** A part of the business: its rules, and what they are about. */
export type Feature = {
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly subject: Subject;
};
