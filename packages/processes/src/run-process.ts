import type { Decider, Tagged } from "@holdfast/cqrs";
import type { EventReader } from "@holdfast/cqrs/catalogue";
import type { EventStore } from "@holdfast/cqrs/event-store";
import type { CommandHandling } from "@holdfast/cqrs/handling";
import type { FailurePolicy } from "@holdfast/cqrs/subscriptions";

import { deliverTimers, type TimerDelivery } from "./deliver-timers.ts";
import { hearing } from "./hear-messages.ts";
import { type ProcessInput, processDecider, type ProcessDecider } from "./process-decider.ts";
import { tell, type ProcessHandling, type Telling } from "./process-door.ts";
import type { ProcessEvent } from "./process-events.ts";
import type { ProcessContext } from "./process-manager.ts";
import { ProcessMisused } from "./process-misused.ts";
import { processReader } from "./process-reader.ts";
import type { Process, ProcessSubscription } from "./process.ts";
import { sending } from "./send-commands.ts";
import { StoreClock, type ToldTime } from "./store-clock.ts";
import type { DueTimer } from "./timer-store.ts";

/** What runs processes: a kernel, or a store in memory. */
export type ProcessHost = Pick<
  TimerDelivery,
  "timers" | "sleep" | "monotonicMs" | "timerLeaseMs" | "signal" | "onFired" | "onError"
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
  refuseKind(manager.name, kind.onFailure);
  const over = new AbortController();
  const signal = AbortSignal.any([host.signal, over.signal]);
  const clock = await clockOf(host);
  if (clock === undefined) return;
  const decider: ProcessDecider<Message, State, Command, Timeout> = processDecider(manager, kind);
  const reader = processReader<Message, Command, Timeout>(kind.messages);
  const { events: store } = host.timers;
  const door = host.commands<
    ProcessInput<Message, Command>,
    ReturnType<typeof decider.initialState>,
    ProcessEvent<Message, Command, Timeout>,
    ProcessContext
  >(decider, {
    store,
    context: () => ({ now: clock.now() }),
    catalogue: reader,
  });
  const telling = { sleep: host.sleep, signal };
  const fire = (timer: DueTimer): Promise<"fired" | "unknown"> => fired(door, timer, telling);
  const onClock = (told: ToldTime): void => clock.correct(told);
  const delivery = { ...host, signal, category: manager.name, fire, onClock };
  const end = (): void => over.abort();
  const ends = await Promise.allSettled([
    host.follow(hearing(kind, { door, telling, clock, store }), signal).finally(end),
    host
      .follow(sending(kind, { door, telling, decider, clock, store, reader }), signal)
      .finally(end),
    deliverTimers(delivery).finally(end),
  ]);
  for (const each of ends) if (each.status === "rejected") throw each.reason;
}

/** A policy may come from where another subscription has it. */
function refuseKind(name: string, onFailure: FailurePolicy = {}): void {
  if (!/^\w{1,64}$/.test(name)) {
    const sentence = "a name is 1 to 64 letters, digits and underscores";
    throw new ProcessMisused(name, "name_invalid", sentence);
  }
  if (onFailure.giveUp !== "park") return;
  const sentence = "what is parked would be overtaken by what comes after it";
  throw new ProcessMisused(name, "parking_refused", sentence);
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
      const askedAtMs = monotonicMs();
      return new StoreClock({ nowMs: await timers.nowMs(), askedAtMs }, monotonicMs);
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
  telling: Telling,
): Promise<"fired" | "unknown"> {
  const message = {
    tenant,
    streamId,
    commandId: `timer:${streamId}:${number}`,
    command: { type: "FireTimer", timer, number },
    meta: { correlationId },
  } as const;
  const { told, events } = await tell(door, message, telling);
  return told === "told" && events > 0 ? "fired" : "unknown";
}
