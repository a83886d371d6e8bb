import type { Decider, Tagged } from "../decider.ts";
import {
  type AppendRefusal,
  type CommandAnswer,
  isAppendRefusal,
} from "../event-store/append-outcome.ts";
import { type AppendedCommand, exactly } from "../event-store/append-request.ts";
import type { StreamAddress } from "../event-store/event-store.ts";
import type { Refusal } from "../refusal.ts";
import type { Accepted } from "./handled.ts";
import type { HandlingOptions } from "./handling-options.ts";
import type { Asked, Job } from "./job.ts";
import { type Plan, type PlannedCommand, planJobs } from "./plan.ts";
import type { KnownState } from "./state-cache.ts";
import type { StreamStates } from "./stream-states.ts";

/** How a round decides, and where it keeps what it learns. */
export type RoundOptions<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
> = HandlingOptions<Command, State, Event, Context> & {
  readonly decider: Decider<Command, State, Event, RefusalType, Context>;
  readonly states: StreamStates<State, Event>;
};

/** A writer that lost this often has met more than bad luck. */
const CONFLICTS_MAX = 5;
const RETRY_MS_MAX = 50;

/** Sees some jobs of one stream through to their answers: load, decide, append, and again where it has to be. */
export class Round<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
> {
  readonly #stream: StreamAddress;
  readonly #options: RoundOptions<Command, State, Event, RefusalType, Context>;
  readonly #known = new Map<string, Accepted<Event> | AppendRefusal>();
  readonly #looked = new Set<string>();
  #open: readonly Job<Command, Event, RefusalType>[];
  /** How many jobs are decided together. */
  #breadth: number;
  /** The version of which the store itself said in this round that it is the present one. */
  #verified: number | undefined;
  #conflicts = 0;
  /** Whether it was decided anew since somebody was erased. */
  #isErasureKnown = false;

  constructor(
    stream: StreamAddress,
    jobs: readonly Job<Command, Event, RefusalType>[],
    options: RoundOptions<Command, State, Event, RefusalType, Context>,
  ) {
    this.#stream = stream;
    this.#open = jobs;
    this.#breadth = jobs.length;
    this.#options = options;
  }

  /** Never throws: what goes wrong is told to those who wait. */
  async run(): Promise<void> {
    try {
      while (this.#open.length > 0) await this.#attempt();
    } catch (error) {
      // What the store knows is no longer certain.
      this.#options.states.forget(this.#stream);
      for (const job of this.#open) job.reject(error);
    }
  }

  async #attempt(): Promise<void> {
    const { states } = this.#options;
    const stream = this.#stream;
    const base = states.remembered(stream) ?? this.#verify(await states.load(stream));
    const jobs = this.#open.slice(0, this.#breadth);
    const plan = planJobs(base, jobs, { ...this.#options, known: this.#known });
    for (const { job, error } of plan.broken) {
      this.#close(job);
      job.reject(error);
    }
    const doubted = plan.jobs.flatMap(({ doubted }) => (doubted === undefined ? [] : [doubted]));
    const isProven = plan.commands.length > 0 || base.version === this.#verified;
    // Nothing is appended that would prove the state in memory, and a no must not come from an old one.
    if (doubted.length > 0 && !isProven) {
      this.#verify(await states.refresh(stream, base));
      return;
    }
    // Looked up after the state is known: what it holds of the command is in the memory of commands by then.
    if (await this.#remember(doubted)) return;
    if (plan.commands.length > 0) await this.#append(plan);
    else this.#answer(plan, []);
  }

  async #append(plan: Plan<Command, State, Event, RefusalType>): Promise<void> {
    const { store, decider } = this.#options;
    const outcome = await store.append({
      ...this.#stream,
      expect: exactly(plan.base.version),
      commands: plan.commands.map((command) => this.#appended(command)),
      closes: decider.isTerminal?.(plan.after.state) ?? false,
    });
    if (isAppendRefusal(outcome)) return this.#refused(plan, outcome);
    if (outcome.status === "ok") {
      this.#options.states.stored(this.#stream, plan.base.version, plan.after);
      return this.#answer(plan, outcome.answers);
    }
    for (const [at, { asked }] of plan.commands.entries()) {
      const past = outcome.answers[at];
      if (past !== undefined) this.#known.set(asked.message.commandId, duplicate(past));
    }
    return undefined;
  }

  #appended({ asked, events, answer }: PlannedCommand<Command, State, Event>): AppendedCommand {
    const { schemaVersions, namesNobody = false } = this.#options;
    const { commandId, meta } = asked.message;
    return {
      commandId,
      events,
      fingerprint: asked.fingerprint,
      answer,
      ...(namesNobody && { namesNobody }),
      ...(meta !== undefined && { meta }),
      schemaVersions,
    };
  }

  async #refused(
    plan: Plan<Command, State, Event, RefusalType>,
    refusal: AppendRefusal,
  ): Promise<void> {
    switch (refusal.code) {
      case "version_conflict":
        return this.#again(plan, refusal);
      case "command_mismatch":
        this.#known.set(refusal.data.commandId, refusal);
        return undefined;
      case "stream_closed":
        return this.#blame(plan.commands, refusal);
      case "subject_erased":
        // What was decided may come from a state that is older than the erasure.
        if (this.#isErasureKnown) return this.#blameCulprit(plan, refusal);
        this.#isErasureKnown = true;
        return this.#options.states.forget(this.#stream);
      case "too_large":
      case "invalid":
        return this.#blameCulprit(plan, refusal);
      default:
        return refusal satisfies never;
    }
  }

  #blameCulprit(plan: Plan<Command, State, Event, RefusalType>, refusal: Blaming): void {
    const { command: at, path } = refusal.data;
    const command = at === undefined ? undefined : plan.commands[at];
    if (command !== undefined) return this.#blame([command], told(refusal, path));
    // Together they are too large; each for itself may not be.
    if (this.#breadth > 1) this.#breadth = 1;
    else this.#blame(plan.commands, refusal);
    return undefined;
  }

  /** Somebody else wrote to the stream: what was decided is void. */
  async #again(
    plan: Plan<Command, State, Event, RefusalType>,
    refusal: AppendRefusal,
  ): Promise<void> {
    const { states, random, sleep, observer } = this.#options;
    states.forget(this.#stream);
    this.#conflicts += 1;
    observer?.onConflict(this.#stream.streamId);
    if (this.#conflicts > CONFLICTS_MAX) return this.#blame(plan.commands, refusal);
    // One command of several that was accepted in the past shows as a conflict of them all.
    if (plan.commands.length > 1) await this.#remember(plan.commands.map(({ asked }) => asked));
    await sleep(1 + random() * (RETRY_MS_MAX - 1));
    return undefined;
  }

  #blame(commands: readonly PlannedCommand<Command, State, Event>[], refusal: AppendRefusal): void {
    for (const { asked } of commands) this.#known.set(asked.message.commandId, refusal);
  }

  /** Asks the store about commands, once for each state; says whether it knew one. */
  async #remember(all: readonly Asked<Command>[]): Promise<boolean> {
    const asked = all.filter(({ message }) => !this.#looked.has(message.commandId));
    if (asked.length === 0) return false;
    const sought = asked.map(({ message: { commandId }, fingerprint }) => ({
      commandId,
      fingerprint,
    }));
    const found = await this.#options.store.findCommands(this.#stream.tenant, sought);
    for (const [at, { commandId }] of sought.entries()) {
      const past = found[at];
      this.#looked.add(commandId);
      if (past === undefined) continue;
      this.#known.set(commandId, isAppendRefusal(past) ? past : duplicate(past));
    }
    return found.some((past) => past !== undefined);
  }

  #verify(known: KnownState<State>): KnownState<State> {
    this.#verified = known.version;
    this.#looked.clear();
    return known;
  }

  #answer(plan: Plan<Command, State, Event, RefusalType>, answers: readonly CommandAnswer[]): void {
    // The commands of the plan stand in the order of the jobs and their steps.
    let at = 0;
    for (const { job, steps, refused } of plan.jobs) {
      const accepted = steps.map((step) => {
        if (!("asked" in step)) return step;
        at += 1;
        return happened(step.events, answers[at - 1]);
      });
      this.#close(job);
      job.resolve(refused === undefined ? { accepted } : { accepted, refused });
    }
  }

  #close(job: Job<Command, Event, RefusalType>): void {
    this.#open = this.#open.filter((each) => each !== job);
  }
}

function duplicate<Event extends Tagged>(answer: CommandAnswer): Accepted<Event> {
  return { ...happened<Event>([], answer), duplicate: true };
}

function happened<Event extends Tagged>(
  events: readonly Event[],
  done: CommandAnswer | undefined,
): Accepted<Event> {
  if (done === undefined)
    throw new RangeError("the store answered fewer commands than it was given");
  const { version, lastPosition: position, answer } = done;
  return { status: "accepted", duplicate: false, events, version, position, answer };
}

/** Refusals that may say which command is at fault. */
type Blaming = Extract<
  AppendRefusal,
  { readonly code: "too_large" | "subject_erased" | "invalid" }
>;

/** The refusal of one command, which stood among those of others. */
function told(refusal: Blaming, path: string): AppendRefusal {
  const own = path.replace(/^commands\[\d+\]\./, "");
  const sentence = refusal.sentence.replace(path, own);
  if (refusal.code === "too_large") {
    return { code: "too_large", sentence, data: { path: own, limit: refusal.data.limit } };
  }
  const code = refusal.code === "subject_erased" ? "subject_erased" : "invalid";
  return { code, sentence, data: { path: own } };
}
