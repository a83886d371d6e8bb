import type { Refusal, Tagged } from "@holdfast/cqrs";

import type { Matching } from "./matching.ts";

const ACCEPTED = Symbol("accepted");
const PASSED_MS = Symbol("passedMs");

/** A command that belongs to what happened before; it must not be refused. */
export type AcceptedCommand<Command> = { readonly [ACCEPTED]: Command };

/** Time that belongs to what happened before. */
export type PassedTime = { readonly [PASSED_MS]: number };

/** What happened before: an event, a command with what came of it, or time that has passed. */
export type GivenItem<Command, Event> = Event | AcceptedCommand<Command> | PassedTime;

/** The first clause. */
export type Given<Command, Event> = { readonly given: readonly GivenItem<Command, Event>[] };

/** The second clause: commands one after another or all at once, after a while if so. */
export type When<Command> = {
  readonly when: readonly Command[];
  readonly isAtOnce: boolean;
  readonly afterMs: number;
};

/** The third clause: what has to come of it. */
export type Outcome<State, Event extends Tagged, Code extends string> =
  | { readonly outcome: "happened"; readonly events: readonly Expected<Event>[] }
  | { readonly outcome: "refused"; readonly code: Code; readonly data: unknown }
  | { readonly outcome: "nothing" }
  | { readonly outcome: "state"; readonly state: ExpectedValue<State> }
  | RowsOutcome
  | { readonly outcome: "idempotent" };

/** What a read model has to show. */
export type RowsOutcome = {
  readonly outcome: "rows";
  readonly model: string;
  readonly query: unknown;
  readonly rows: readonly unknown[];
};

/** When a timer has to be due: so long after the end of the second clause, or at a time; in milliseconds. */
export type Due = { readonly inMs: number } | { readonly atMs: number };

/** What a process has to do, and where that leaves it. */
export type ProcessOutcome =
  | { readonly outcome: "command"; readonly to: string; readonly command: Tagged }
  | {
      readonly outcome: "timer";
      readonly timer: string;
      readonly due: Due;
      /** Undefined where it is not looked at. */
      readonly message: unknown;
    }
  | { readonly outcome: "over" };

/** Whether only a process can be expected to do this. */
export function isProcessOutcome(outcome: AnyOutcome): outcome is ProcessOutcome {
  return outcome.outcome === "command" || outcome.outcome === "timer" || outcome.outcome === "over";
}

/** An outcome whose types have been checked. */
export type AnyOutcome = Outcome<unknown, Tagged, string> | ProcessOutcome;

/** The three clauses of a scenario, none of which can be left out; the third may be several that hold together. */
export type Clauses<Command, State, Event extends Tagged, RefusalType extends Refusal> = readonly [
  given: Given<Command, Event>,
  when: When<Command>,
  outcome: Outcome<State, Event, RefusalType["code"]>,
  ...further: readonly Outcome<State, Event, RefusalType["code"]>[],
];

/** Clauses whose types have been checked. */
export type Story = {
  readonly given: readonly GivenItem<Tagged, Tagged>[];
  readonly when: When<Tagged>;
  readonly outcomes: readonly AnyOutcome[];
};

/** Makes a story of checked clauses. */
export function storyOf([{ given }, when, ...outcomes]: readonly [
  given: Given<Tagged, Tagged>,
  when: When<Tagged>,
  outcome: AnyOutcome,
  ...further: readonly AnyOutcome[],
]): Story {
  return { given, when, outcomes };
}

/** Marks a command as one that was accepted before. */
export function acceptedBefore<Command>(command: Command): AcceptedCommand<Command> {
  return { [ACCEPTED]: command };
}

/** Marks time that has passed before. */
export function passedBefore(ms: number): PassedTime {
  return { [PASSED_MS]: ms };
}

/** The command of an item that is one. */
export function commandOf(item: GivenItem<Tagged, Tagged>): Tagged | undefined {
  return ACCEPTED in item ? item[ACCEPTED] : undefined;
}

/** The milliseconds of an item that lets time pass; 0 of any other. */
export function passedMsOf(item: GivenItem<Tagged, Tagged>): number {
  return PASSED_MS in item ? item[PASSED_MS] : 0;
}

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
