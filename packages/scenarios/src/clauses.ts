import type { Refusal, Tagged } from "@holdfast/cqrs";

import type { Matching } from "./matching.ts";

/** What happened before. */
export type Given<Event> = { readonly given: readonly Event[] };

/** What is asked for: one command, or several, each decided on what the one before led to. */
export type When<Command> = { readonly when: readonly Command[] };

/** What has to come of it. */
export type Outcome<State, Event extends Tagged, Code extends string> =
  | { readonly outcome: "happened"; readonly events: readonly Expected<Event>[] }
  | { readonly outcome: "refused"; readonly code: Code; readonly data: unknown }
  | { readonly outcome: "nothing" }
  | { readonly outcome: "state"; readonly state: ExpectedValue<State> };

/** An outcome whose types have been checked. */
export type AnyOutcome = Outcome<unknown, Tagged, string>;

/** The three clauses of a scenario; none can be left out. */
export type Clauses<Command, State, Event extends Tagged, RefusalType extends Refusal> = readonly [
  given: Given<Event>,
  when: When<Command>,
  outcome: Outcome<State, Event, RefusalType["code"]>,
];

/** An event whose fields may be left to a test. */
export type Expected<Event extends Tagged> = Event extends Tagged
  ? { readonly [Key in keyof Event]: Key extends "type" ? Event[Key] : ExpectedValue<Event[Key]> }
  : never;

/** A value, or a test in its place or inside of it. */
export type ExpectedValue<Value> =
  | Value
  | Matching
  | (Value extends object ? { readonly [Key in keyof Value]: ExpectedValue<Value[Key]> } : never);

/** The data of the refusal with a code. */
export type DataOf<RefusalType extends Refusal, Code> = Extract<
  RefusalType,
  { readonly code: Code }
>["data"];
