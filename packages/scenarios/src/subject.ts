import type { Decider, Refusal, Tagged } from "@holdfast/cqrs";

import type { ProcessPart } from "./processes/process-part.ts";
import type { ReadModels } from "./read-model.ts";
import type { Moment } from "./world.ts";

/** Any decider: the language has checked the types by the time a scenario is played. */
export type AnyDecider = Decider<Tagged, unknown, Tagged, Refusal, unknown>;

/** What scenarios are about: a decider, with all that is needed to play and to tell it. */
export type Subject = {
  readonly decider: AnyDecider;
  /** Makes the context of one decision. */
  readonly context: ((moment: Moment) => unknown) | undefined;
  readonly beginsAtMs: number;
  /** Functions from a command or an event to its sentence, by type. */
  readonly says: object;
  readonly saysState: SaysState | undefined;
  /** Every code the decider may refuse with, with its general sentence; empty when it was not told. */
  readonly refusals: Readonly<Record<string, string>>;
  /** The types of its events with the version of their fields; undefined when it was not told. */
  readonly schemaVersions: Readonly<Record<string, number>> | undefined;
  /** What reading makes of an event that was stored. */
  readonly upcast: Upcast | undefined;
  readonly readModels: ReadModels;
  /** The process that the decider is of; undefined for any other decider. */
  readonly process: ProcessPart | undefined;
};

/** Written as methods, so that functions of particular events and states are functions of any. */
type Upcast = { upcast(event: Tagged): Tagged }["upcast"];
type SaysState = { says(state: unknown): string }["says"];
