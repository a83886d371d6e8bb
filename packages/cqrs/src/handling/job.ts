import type { Tagged } from "../decider.ts";
import type { Refusal } from "../refusal.ts";
import type { CommandMessage, HandledMany } from "./handled.ts";

/** A command with what tells it from another one of the same id. */
export type Asked<Command extends Tagged> = {
  readonly message: CommandMessage<Command>;
  readonly fingerprint: string;
};

/** Commands of one caller that waits for them. */
export type Job<Command extends Tagged, Event extends Tagged, RefusalType extends Refusal> = {
  readonly asked: readonly Asked<Command>[];
  /** One refusal refuses them all. */
  readonly isAtomic: boolean;
  readonly resolve: (handled: HandledMany<Event, RefusalType>) => void;
  readonly reject: (error: unknown) => void;
};
