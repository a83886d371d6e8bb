import type { Tagged } from "../decider.ts";
import type { AppendRefusal } from "../event-store/append-outcome.ts";
import type { MessageMeta } from "../event-store/append-request.ts";
import type { Refusal } from "../refusal.ts";

/** A command on its way to its stream. */
export type CommandMessage<Command extends Tagged> = {
  readonly tenant: string;
  readonly streamId: string;
  /** Where the command comes from decides it: an idempotency key, the message that caused it, a timer. */
  readonly commandId: string;
  readonly command: Command;
  readonly meta?: MessageMeta;
};

/** A command that has happened: its events are durable and readable. */
export type Accepted<Event extends Tagged> = {
  readonly status: "accepted";
  /** Whether it was handled before, under the same id; its events are then not told again. */
  readonly duplicate: boolean;
  readonly events: readonly Event[];
  readonly version: number;
  /** Whoever has read the log up to here has seen the command. */
  readonly position: bigint;
  /** What `answer` made of it when it was handled first. */
  readonly answer: unknown;
};

/** What became of one command: it happened, or a no of the business or of the store. */
export type Handled<Event extends Tagged, RefusalType extends Refusal> =
  | Accepted<Event>
  | RefusalType
  | AppendRefusal;

/** What became of several commands on one stream. */
export type HandledMany<Event extends Tagged, RefusalType extends Refusal> = {
  /** Those that happened, from the first on; none when all or nothing was asked for and one was refused. */
  readonly accepted: readonly Accepted<Event>[];
  /** The command that ended it, and why. */
  readonly refused?: { readonly at: number; readonly refusal: RefusalType | AppendRefusal };
};
