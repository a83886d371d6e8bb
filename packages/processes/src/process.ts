import type { Refusal, Tagged } from "@holdfast/cqrs";
import type { EventReader, Reading } from "@holdfast/cqrs/catalogue";
import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { CommandMessage } from "@holdfast/cqrs/handling";
import type { Deliver, EventFilter, FailurePolicy } from "@holdfast/cqrs/subscriptions";

import type { ProcessForms } from "./process-forms.ts";
import type { ProcessManager } from "./process-manager.ts";

/** What a process is told, and which process it is for. */
export type ToProcess<Message extends Tagged> = {
  /** Which process: part of the stream's name; no personal data. */
  readonly id: string;
  readonly message: Message;
};

/** A kind of process, and where it stands in its service. */
export type Process<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged = never,
> = ProcessForms<Command, Timeout> & {
  readonly manager: ProcessManager<Message, State, Command, Timeout>;
  readonly listens: {
    readonly filter: EventFilter;
    readonly catalogue?: Reading<Tagged>;
    /** Which events come before its time; all are heard if left out. */
    readonly startAfter?: bigint;
    /**
     * Which process an event is for, and what of it that has to know; undefined if none. Pure: the same event always
     * tells the same.
     */
    to(event: StoredEvent): ToProcess<Message> | undefined;
  };
  /** The catalogue of its messages. */
  readonly messages: EventReader<Message>;
  /**
   * Takes its commands to their streams. Of any number of sendings of one command id at most one may take effect, and one
   * that was told as refused none: within one log that is what `handle` does; a world outside has to remember refusals too.
   */
  readonly send: (message: CommandMessage<Command>, signal: AbortSignal) => Promise<Sending>;
  /**
   * How often events that cannot be told, and commands that cannot be sent, are tried again before it stops. Nothing is
   * parked: later events of the same process would overtake it.
   */
  readonly onFailure?: Pick<FailurePolicy, "retries" | "backoffMs">;
};

/** What became of sending a command: what `handle` returns, or what stands for it outside. */
export type Sending = { readonly status: "accepted"; readonly answer: unknown } | Refusal;

/** A subscription that delivers, as hosts run it. */
export type ProcessSubscription = {
  readonly name: string;
  readonly revision: number;
  readonly filter: EventFilter;
  readonly catalogue?: Reading<Tagged>;
  readonly startAfter?: bigint;
  readonly onFailure?: FailurePolicy;
  readonly deliver: Deliver;
};
