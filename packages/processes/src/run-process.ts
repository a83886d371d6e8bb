import type { Decider, Refusal, Tagged } from "@holdfast/cqrs";
import type { EventReader, Reading } from "@holdfast/cqrs/catalogue";
import type { EventStore, StoredEvent } from "@holdfast/cqrs/event-store";
import type { CommandHandling, CommandMessage } from "@holdfast/cqrs/handling";
import type { Deliver, EventFilter, FailurePolicy } from "@holdfast/cqrs/subscriptions";

import { deliverTimers, type TimerDelivery } from "./deliver-timers.ts";
import { inTurns } from "./in-turns.ts";
import { type ProcessInput, processDecider, type ProcessDecider } from "./process-decider.ts";
import { tell, tellAll, type ProcessHandling } from "./process-door.ts";
import type { CommandIssued, ProcessEvent } from "./process-events.ts";
import type { ProcessContext, ProcessManager } from "./process-manager.ts";
import { ProcessMisused } from "./process-misused.ts";
import { processReader } from "./process-reader.ts";
import { StoreClock } from "./store-clock.ts";
import type { DueTimer } from "./timer-store.ts";

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
> = {
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
   * Takes its commands to their streams; of any number of sendings of one command id at most one may take effect. Within
   * one log that is what `handle` does.
   */
  send(message: CommandMessage<Command>): Promise<Sending>;
  /** What happens to events that cannot be told, and to commands that cannot be sent. */
  readonly onFailure?: FailurePolicy;
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

/** What runs processes: a kernel, or a store in memory. */
export type ProcessHost = Pick<
  TimerDelivery,
  "timers" | "sleep" | "monotonicMs" | "leaseMs" | "signal" | "onFired" | "onError"
> & {
  /** Follows the log until the signal aborts. */
  follow(subscription: ProcessSubscription, signal: AbortSignal): Promise<void>;
  /** The door for commands of one decider, to the given store. */
  commands<Command extends Tagged, State, Event extends Tagged, Context>(
    decider: Decider<Command, State, Event, never, Context>,
    options: {
      readonly store: EventStore;
      readonly context: () => Context;
      readonly catalogue: EventReader<Event>;
    },
  ): CommandHandling<Command, Event, never>;
};

/** Processes that are told something side by side. */
const SIDE_BY_SIDE_MAX = 32;
const RETRY_MS = 1_000;

/**
 * Runs a kind of process until the signal aborts: tells it what it listens to, sends its commands, fires its timers.
 * Any number of processes of a service may run it at the same time.
 */
export async function runProcess<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(kind: Process<Message, State, Command, Timeout>, host: ProcessHost): Promise<void> {
  const { manager } = kind;
  if (!/^\w+$/.test(manager.name)) {
    throw new ProcessMisused(
      manager.name,
      "name_invalid",
      "a name is letters, digits and underscores",
    );
  }
  const over = new AbortController();
  const signal = AbortSignal.any([host.signal, over.signal]);
  const clock = await clockOf(host);
  if (clock === undefined) return;
  const decider: ProcessDecider<Message, State, Command, Timeout> = processDecider(manager);
  const door = host.commands<
    ProcessInput<Message, Command>,
    ReturnType<typeof decider.initialState>,
    ProcessEvent<Message, Command, Timeout>,
    ProcessContext
  >(decider, {
    store: host.timers.events,
    context: () => ({ now: clock.now() }),
    catalogue: processReader<Message, Command, Timeout>(kind.messages),
  });
  const fire = (timer: DueTimer): Promise<"fired" | "unknown"> => fired(door, timer);
  const onClock = (nowMs: number): void => clock.correct(nowMs);
  const delivery = { ...host, signal, category: manager.name, fire, onClock };
  const end = (): void => over.abort();
  const ends = await Promise.allSettled([
    host.follow(hearing(kind, door), signal).finally(end),
    host.follow(sending(kind, door), signal).finally(end),
    deliverTimers(delivery).finally(end),
  ]);
  for (const each of ends) if (each.status === "rejected") throw each.reason;
}

/** Undefined if the signal aborts before the store has told the time. */
async function clockOf({
  timers,
  monotonicMs,
  sleep,
  signal,
  onError,
}: ProcessHost): Promise<StoreClock | undefined> {
  while (!signal.aborted) {
    try {
      return new StoreClock(await timers.nowMs(), monotonicMs);
    } catch (error) {
      if (!timers.isTransient(error)) throw error;
      onError?.(error, "timers");
      await sleep(RETRY_MS, signal).catch(() => undefined);
    }
  }
  return undefined;
}

async function fired<Message extends Tagged, Command extends Tagged, Timeout extends Tagged>(
  door: ProcessHandling<Message, Command, Timeout>,
  { tenant, streamId, timer, number, correlationId }: DueTimer,
): Promise<"fired" | "unknown"> {
  const { told, events } = await tell(door, {
    tenant,
    streamId,
    commandId: `timer:${streamId}:${number}`,
    command: { type: "FireTimer", timer, number },
    meta: { correlationId },
  });
  return told === "told" && events > 0 ? "fired" : "unknown";
}

function hearing<Message extends Tagged, State, Command extends Tagged, Timeout extends Tagged>(
  { manager, listens, onFailure }: Process<Message, State, Command, Timeout>,
  door: ProcessHandling<Message, Command, Timeout>,
): ProcessSubscription {
  const { filter, catalogue, startAfter } = listens;
  return {
    name: `${manager.name}:hears`,
    revision: 1,
    filter,
    ...(catalogue !== undefined && { catalogue }),
    ...(startAfter !== undefined && { startAfter }),
    ...(onFailure !== undefined && { onFailure }),
    async deliver(events) {
      const messages = events.flatMap((event) => {
        const heard = listens.to(event);
        if (heard === undefined) return [];
        const { id, message } = heard;
        return {
          tenant: event.tenant,
          streamId: `${manager.name}-${id}`,
          commandId: `${event.eventId}:${manager.name}`,
          command: { type: "Hear", message } as const,
          meta: { causationId: event.eventId },
        };
      });
      const byStream = Map.groupBy(messages, ({ tenant, streamId }) => `${tenant} ${streamId}`);
      await inTurns([...byStream.values()], SIDE_BY_SIDE_MAX, (own) => tellAll(door, own));
    },
  };
}

function sending<Message extends Tagged, State, Command extends Tagged, Timeout extends Tagged>(
  kind: Process<Message, State, Command, Timeout>,
  door: ProcessHandling<Message, Command, Timeout>,
): ProcessSubscription {
  const { manager, onFailure } = kind;
  const isIssued = (event: Tagged): event is CommandIssued<Command> =>
    event.type === "CommandIssued";
  return {
    name: `${manager.name}:sends`,
    revision: 1,
    filter: { categories: [manager.name], types: ["CommandIssued"] },
    ...(onFailure !== undefined && { onFailure }),
    async deliver(events, signal) {
      const byStream = Map.groupBy(events, ({ tenant, streamId }) => `${tenant} ${streamId}`);
      await inTurns([...byStream.values()], SIDE_BY_SIDE_MAX, async (own) => {
        for (const stored of own) {
          signal.throwIfAborted();
          const { event, eventId, tenant, streamId } = stored;
          if (!isIssued(event)) continue;
          const { type: _, ...sent } = event;
          const ids = {
            tenant,
            commandId: `${eventId}:${manager.name}`,
            meta: { causationId: eventId },
          };
          const outcome = await kind.send({ ...ids, streamId: sent.to, command: sent.command });
          // Something else is known under its id: it was told as refused before.
          if (isRefused(outcome) && outcome.code === "command_mismatch") continue;
          await tell(door, { ...ids, streamId, ...told(ids.commandId, sent, outcome) });
        }
      });
    },
  };
}

function isRefused(outcome: Sending): outcome is Refusal {
  return "code" in outcome;
}

/**
 * How the outcome of a command is told. A refusal is told under the id of the command itself: of its being accepted and
 * being refused, the log takes one, whoever else sends it at the same time.
 */
function told<Command extends Tagged>(
  commandId: string,
  sent: Omit<CommandIssued<Command>, "type">,
  outcome: Sending,
) {
  if (isRefused(outcome)) {
    const { code, sentence, data } = outcome;
    const refused = { ...sent, type: "CommandRefused", refusal: { code, sentence, data } } as const;
    return { commandId, command: { type: "TellOutcome", outcome: refused } } as const;
  }
  const accepted = { ...sent, type: "CommandAccepted", answer: outcome.answer } as const;
  return {
    commandId: `${commandId}:accepted`,
    command: { type: "TellOutcome", outcome: accepted },
  } as const;
}
