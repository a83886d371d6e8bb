import type { Story } from "../clauses.ts";
import { deepFreeze } from "../deep-freeze.ts";
import type { Runner } from "../runner.ts";
import { checkSeen } from "../runners/check-seen.ts";
import type { Subject } from "../subject.ts";
import { scenarioWorld, type World } from "../world.ts";
import { playOnStores } from "./play-on-stores.ts";
import type { AnyManager } from "./process-part.ts";
import type { ProcessStores } from "./process-stores.ts";

/** Where scenarios of processes are played. */
export type ProcessRunnerOptions<Tx> = {
  /** What tests are named by: "PostgreSQL". */
  readonly name: string;
  /** The stores for one scenario, whose timers go by the clock of that scenario. */
  readonly stores: (world: World) => ProcessStores<Tx>;
  /** Letters, digits and underscores that no other scenario of this log has. */
  readonly newName: () => string;
};

/** Plays scenarios with `runProcess`: messages come by the log, commands go out and are answered, timers are rows. */
export function processRunner<Tx>(options: ProcessRunnerOptions<Tx>): Runner {
  return { name: options.name, check: (subject, story) => check(subject, story, options) };
}

async function check<Tx>(
  subject: Subject,
  story: Story,
  { stores, newName }: ProcessRunnerOptions<Tx>,
): Promise<void> {
  const part = subject.process;
  if (part === undefined) throw new RangeError("this runner plays processes alone");
  const { messages } = part;
  if (messages === undefined) {
    throw new RangeError(
      "a log has to know the messages: name them in processScenariosOf(manager, { messages })",
    );
  }
  const world = scenarioWorld(subject.beginsAtMs);
  const manager = named(part.manager, newName());
  const stage = { subject, stores: stores(world), manager, messages, world };
  await checkSeen(subject, story, async () => playOnStores(stage, story));
}

/** The same manager by a name of its own, so that no scenario hears of another; what changes a state breaks at once. */
function named(manager: AnyManager, name: string): AnyManager {
  return {
    name,
    initialState: () => deepFreeze(manager.initialState(), "the initial state"),
    react: (heard, state, context) => manager.react(heard, state, context),
    evolve: (state, event) =>
      deepFreeze(manager.evolve(state, event), `the state after ${event.type}`),
    isOver: (state) => manager.isOver?.(state) ?? false,
  };
}
