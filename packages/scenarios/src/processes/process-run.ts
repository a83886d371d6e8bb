import type { Refusal, Tagged } from "@holdfast/cqrs";
import type { EventReader } from "@holdfast/cqrs/catalogue";
import { isAppendRefusal } from "@holdfast/cqrs/event-store";
import type { CommandHandling, CommandMessage } from "@holdfast/cqrs/handling";
import {
  plainHost,
  type Process,
  type ProcessHost,
  type ProcessSubscription,
  runProcess,
  type TimerStore,
} from "@holdfast/processes";

import { ScenarioFailed } from "../scenario-failed.ts";
import type { World } from "../world.ts";
import { Changes } from "./changes.ts";
import type { AnyManager } from "./process-part.ts";
import type { ProcessStores } from "./process-stores.ts";

/** What one scenario runs. */
export type ProcessRunOptions<Tx> = {
  readonly stores: ProcessStores<Tx>;
  /** Called by a name that no other scenario of the log has. */
  readonly manager: AnyManager;
  readonly messages: EventReader<Tagged>;
  readonly world: World;
};

type Sending = Awaited<ReturnType<Process<Tagged, unknown, Tagged, Tagged>["send"]>>;

/** A command that went out, and how it is answered. */
type Sent = {
  readonly message: CommandMessage<Tagged>;
  readonly answer: (sending: Sending) => void;
};

const TENANT = "00000000-0000-0000-0000-000000000000";

/** One process of `runProcess`, which is told things one after another; each is waited for until it is in the log. */
export class ProcessRun<Tx> {
  readonly #options: ProcessRunOptions<Tx>;
  readonly #changes: Changes;
  readonly #ending = new AbortController();
  readonly #handled = new Map<string, number>();
  readonly #delivers = new Map<string, ProcessSubscription["deliver"]>();
  readonly #rings = new Set<() => void>();
  readonly #sent = new Map<string, Sent>();
  readonly #answers = new Map<string, Sending>();
  readonly #running: Promise<void>;
  #told = 0;

  constructor(options: ProcessRunOptions<Tx>) {
    this.#options = options;
    this.#changes = new Changes(options.stores);
    this.#running = runProcess(this.#kind(), this.#host()).catch((error: unknown) =>
      this.#changes.fail("the process", error),
    );
  }

  /** The stream of the process. */
  get stream() {
    return { tenant: TENANT, streamId: `${this.#options.manager.name}-1` };
  }

  /** The stream of what it listens to. */
  get source() {
    return { tenant: TENANT, streamId: `${this.#options.manager.name}_told-1` };
  }

  /** The commands that went out, in their order. */
  get sent(): readonly CommandMessage<Tagged>[] {
    return [...this.#sent.values()].map(({ message }) => message);
  }

  /** What the process was told and did. */
  async history(): Promise<readonly Tagged[]> {
    return (await this.#options.stores.timers.events.loadStream(this.stream)).events;
  }

  /** Puts a message into the log, and waits until the process has heard it. */
  async hear(message: Tagged): Promise<void> {
    this.#told += 1;
    const told = this.#told;
    const { schemaVersions } = this.#options.messages;
    const commands = [
      { commandId: `${this.source.streamId}:${told}`, events: [message], schemaVersions },
    ];
    const { events } = this.#options.stores;
    const outcome = await events.append({ ...this.source, expect: "any", commands });
    if (isAppendRefusal(outcome)) {
      throw new ScenarioFailed([`${message.type} cannot be stored: ${outcome.sentence}`]);
    }
    await this.#changes.until(`${message.type} is heard`, async () => this.#count("Hear") >= told);
  }

  /** Answers the command that went out as the nth, from 1, and waits until the process knows. */
  async settle(nth: number, label: string, sending: Sending): Promise<void> {
    await this.goneOut(nth, label);
    [...this.#sent.values()][nth - 1]?.answer(sending);
    const isKnown = async (): Promise<boolean> => this.#count("TellOutcome") >= nth;
    await this.#changes.until(`the outcome of ${label} is heard`, isKnown);
  }

  /** Waits until so many commands went out. */
  async goneOut(nth: number, label: string): Promise<void> {
    await this.#changes.until(`${label} is sent`, async () => this.#sent.size >= nth);
  }

  /** Has the timers looked at, and waits until one has fired. */
  async fire(timer: string, hasFired: () => Promise<boolean>): Promise<void> {
    for (const ring of this.#rings) ring();
    await this.#changes.until(`the timer ${timer} fires`, hasFired);
  }

  /** Delivers again what was delivered: all messages, and so many commands. */
  async deliverAgain(settled: number): Promise<void> {
    const { name } = this.#options.manager;
    const { events } = this.#options.stores;
    const { signal } = this.#ending;
    const all = { from: 1, max: 1_000 };
    const messages = await events.readStream({ ...this.source, ...all });
    if (messages.length > 0) await this.#delivers.get(`${name}:hears`)?.(messages, signal);
    const history = await events.readStream({ ...this.stream, ...all });
    const issued = history.filter(({ event }) => event.type === "CommandIssued").slice(0, settled);
    if (issued.length > 0) await this.#delivers.get(`${name}:sends`)?.(issued, signal);
  }

  async end(): Promise<void> {
    this.#changes.close();
    this.#ending.abort();
    await this.#running;
  }

  #count(type: string): number {
    return this.#handled.get(type) ?? 0;
  }

  #kind(): Process<Tagged, unknown, Tagged, Tagged> {
    const { manager, messages } = this.#options;
    return {
      manager,
      listens: {
        filter: { categories: [`${manager.name}_told`] },
        to: ({ event }) => ({ id: "1", message: event }),
      },
      messages,
      send: (message) => this.#send(message),
    };
  }

  /** A command is on its way until the scenario says what became of it. */
  async #send(message: CommandMessage<Tagged>): Promise<Sending> {
    const known = this.#answers.get(message.commandId);
    if (known !== undefined) return known;
    const { promise, resolve, reject } = Promise.withResolvers<Sending>();
    const { signal } = this.#ending;
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    const answer = (sending: Sending): void => {
      this.#answers.set(message.commandId, sending);
      resolve(sending);
    };
    this.#sent.set(message.commandId, { message, answer });
    this.#changes.ring();
    return promise;
  }

  #host(): ProcessHost {
    const { stores, world, manager } = this.#options;
    const { subscriptions, nowMs, sleep } = stores;
    const plain = plainHost({
      subscriptions,
      timers: this.#timers(),
      owner: manager.name,
      nowMs,
      monotonicMs: world.nowMs,
      random: () => JITTER,
      sleep,
      signal: this.#ending.signal,
      onError: (error, where) => this.#changes.fail(where, error),
    });
    return {
      ...plain,
      follow: (subscription, signal) => {
        this.#delivers.set(subscription.name, subscription.deliver);
        return plain.follow(subscription, signal);
      },
      commands: (decider, options) => this.#watched(plain.commands(decider, options)),
    };
  }

  /** Timers by the clock of the scenario, one at a time so that their order is that of their times. */
  #timers(): TimerStore {
    const { stores, world } = this.#options;
    const { timers } = stores;
    return {
      ...timers,
      nowMs: async () => world.nowMs(),
      claim: async (wanted) => ({
        ...(await timers.claim({ ...wanted, max: 1 })),
        nowMs: world.nowMs(),
      }),
      watch: (onSet, signal) => {
        this.#rings.add(onSet);
        return timers.watch(onSet, signal);
      },
    };
  }

  #watched<Command extends Tagged, Event extends Tagged>({
    handle,
    handleMany,
  }: CommandHandling<Command, Event, never>): CommandHandling<Command, Event, never> {
    return {
      handle: (message) =>
        this.#counted([message], async () => {
          const handled = await handle(message);
          if ("code" in handled) this.#refused(handled);
          return handled;
        }),
      handleMany: (messages, mode) =>
        this.#counted(messages, async () => {
          const handled = await handleMany(messages, mode);
          if (handled.refused !== undefined) this.#refused(handled.refused.refusal);
          return handled;
        }),
    };
  }

  /** Who is over, and what is settled already, hears nothing; any other refusal is a mistake. */
  #refused({ code, sentence }: Refusal): void {
    if (code === "stream_closed" || code === "command_mismatch") return;
    const text = `what the process does cannot be stored: ${sentence}`;
    this.#changes.fail("the log", new ScenarioFailed([text]));
  }

  async #counted<Result>(
    messages: readonly CommandMessage<Tagged>[],
    handle: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await handle();
    } catch (error) {
      this.#changes.fail(messages.map(({ command }) => command.type).join(", "), error);
      throw error;
    } finally {
      for (const { command } of messages) {
        this.#handled.set(command.type, this.#count(command.type) + 1);
      }
      this.#changes.ring();
    }
  }
}

/** A scenario has too few writers for chance to matter. */
const JITTER = 0.5;

/** How an outcome is answered to whoever sent the command. */
export function sendingOf(
  outcome: { readonly answer: unknown } | { readonly refusal: Refusal },
): Sending {
  return "refusal" in outcome ? outcome.refusal : { status: "accepted", answer: outcome.answer };
}
