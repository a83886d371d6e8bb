import type { Decider, Tagged } from "../decider.ts";
import {
  type AppendRefusal,
  isAppendRefusal,
  streamClosed,
} from "../event-store/append-outcome.ts";
import { LIMITS } from "../event-store/limits.ts";
import { evolveAll } from "../fold.ts";
import { isRefusal, type Refusal } from "../refusal.ts";
import type { Accepted, CommandMessage, HandledMany } from "./handled.ts";
import type { HandlingObserver } from "./handling-observer.ts";
import type { Asked, Job } from "./job.ts";
import type { KnownState } from "./state-cache.ts";

/** A command that was decided and waits to be appended. */
export type PlannedCommand<Command extends Tagged, State, Event extends Tagged> = {
  readonly asked: Asked<Command>;
  readonly events: readonly Event[];
  /** The state after it. */
  readonly state: State;
  /** What is kept to answer it again. */
  readonly answer: unknown;
};

/** What a job comes to if the append passes. */
type PlannedJob<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
> = {
  readonly job: Job<Command, Event, RefusalType>;
  /** Commands to append, and those that the store knows already. */
  readonly steps: readonly (PlannedCommand<Command, State, Event> | Accepted<Event>)[];
  readonly refused?: NonNullable<HandledMany<Event, RefusalType>["refused"]>;
  /** The command that the decider refused: it may have been accepted in the past. */
  readonly doubted?: Asked<Command>;
};

/** What the commands of several jobs do to one stream, one after another. */
export type Plan<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
> = {
  readonly base: KnownState<State>;
  readonly jobs: readonly PlannedJob<Command, State, Event, RefusalType>[];
  readonly commands: readonly PlannedCommand<Command, State, Event>[];
  readonly after: KnownState<State>;
  /** Jobs whose commands the decider could not decide, which is a mistake in it. */
  readonly broken: readonly { readonly job: Job<Command, Event, RefusalType>; error: unknown }[];
};

/** What the store said about commands, by id. */
type Known<Event extends Tagged> = ReadonlyMap<string, Accepted<Event> | AppendRefusal>;

/** What planning needs besides the jobs. */
export type PlanOptions<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
> = {
  readonly decider: Decider<Command, State, Event, RefusalType, Context>;
  readonly context: (message: CommandMessage<Command>) => Context;
  readonly answer?: (events: readonly Event[], state: State) => unknown;
  readonly observer?: HandlingObserver;
  readonly known: Known<Event>;
};

/** Decides jobs in their order, as many as one append takes and one at least. */
export function planJobs<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
>(
  base: KnownState<State>,
  waiting: readonly Job<Command, Event, RefusalType>[],
  options: PlanOptions<Command, State, Event, RefusalType, Context>,
): Plan<Command, State, Event, RefusalType> {
  let after = base;
  const { generation } = base;
  const jobs: PlannedJob<Command, State, Event, RefusalType>[] = [];
  const commands: PlannedCommand<Command, State, Event>[] = [];
  const broken: Plan<Command, State, Event, RefusalType>["broken"][number][] = [];
  const ids = new Set<string>();
  for (const job of waiting) {
    // A command that came twice in one moment waits for the answer of the first.
    if (job.asked.some(({ message }) => ids.has(message.commandId))) break;
    for (const { message } of job.asked) ids.add(message.commandId);
    try {
      const planned = planJob(job, after.state, options);
      const added = planned.steps.filter((step) => "asked" in step);
      const version = after.version + added.reduce((sum, { events }) => sum + events.length, 0);
      const size = Math.max(version - base.version, commands.length + added.length);
      if (jobs.length > 0 && size > LIMITS.requestEventsMax) break;
      jobs.push(planned);
      commands.push(...added);
      const state = added.at(-1)?.state ?? after.state;
      after = { version, state, ...(generation !== undefined && { generation }) };
    } catch (error) {
      broken.push({ job, error });
    }
  }
  return { base, jobs, commands, after, broken };
}

function planJob<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
>(
  job: Job<Command, Event, RefusalType>,
  from: State,
  options: PlanOptions<Command, State, Event, RefusalType, Context>,
): PlannedJob<Command, State, Event, RefusalType> {
  const { decider, known } = options;
  let state = from;
  const steps: (PlannedCommand<Command, State, Event> | Accepted<Event>)[] = [];
  for (const [at, asked] of job.asked.entries()) {
    const past = known.get(asked.message.commandId);
    if (past !== undefined && isAppendRefusal(past)) {
      return { job, steps: job.isAtomic ? [] : steps, refused: { at, refusal: past } };
    }
    if (past !== undefined) {
      steps.push(past);
      continue;
    }
    const decision = decided(asked.message, state, options);
    if (isRefusal(decision)) {
      const refused = { at, refusal: decision };
      return { job, steps: job.isAtomic ? [] : steps, refused, doubted: asked };
    }
    state = evolveAll(decider, state, decision);
    const answer = options.answer?.(decision, state) ?? null;
    steps.push({ asked, events: decision, state, answer });
  }
  return { job, steps };
}

function decided<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
>(
  message: CommandMessage<Command>,
  state: State,
  options: PlanOptions<Command, State, Event, RefusalType, Context>,
): readonly Event[] | RefusalType | AppendRefusal {
  const { decider, context, observer } = options;
  const beganMs = observer?.nowMs() ?? 0;
  const decision = decider.decide(message.command, state, context(message));
  observer?.onDecided(message.command.type, observer.nowMs() - beganMs);
  // The decider has the first word: it may know a better reason.
  if (isRefusal(decision) || decider.isTerminal?.(state) !== true) return decision;
  return streamClosed(message.streamId);
}
