import type { Refusal, Tagged } from "@holdfast/cqrs";

import type { ReadModels } from "./read-model.ts";
import type { Says } from "./sentences.ts";

/** What else is known about a decider. */
export type ScenarioOptions<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Models extends ReadModels = Readonly<Record<string, never>>,
> = {
  /** How commands and events are said: `{ MoneyDeposited: ({ cents }) => `${cents} cents come in` }`. */
  readonly says?: Says<Command | Event>;
  /** The sentence of a state: "the account is open". */
  saysState?(state: State): string;
  /** Every code it may refuse with, and what it means; the page then tells which ones have no scenario. */
  readonly refusals?: Readonly<Record<RefusalType["code"], string>>;
  /** Every type of event, with the version of its fields; runners with a store need it. */
  readonly schemaVersions?: Readonly<Record<Event["type"], number>>;
  /** What reading makes of a stored event; events of today must come out as they are. */
  upcast?(event: Event): Event;
  /** What readers see. */
  readonly readModels?: Models;
  /** When scenarios begin; on 1 January 2026. */
  readonly beginsAt?: Date;
};
