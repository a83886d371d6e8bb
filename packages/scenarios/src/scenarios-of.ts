import type { Decider, Refusal, Tagged } from "@holdfast/cqrs";

import {
  acceptedBefore,
  type Clauses,
  passedBefore,
  type Story,
  storyOf,
  type When,
} from "./clauses.ts";
import { durationMs } from "./duration.ts";
import { AT_ONCE_MAX } from "./orders.ts";
import type { ReadModels } from "./read-model.ts";
import type { ScenarioLanguage } from "./scenario-language.ts";
import type { ScenarioOptions } from "./scenario-options.ts";
import type { Subject } from "./subject.ts";
import { telling } from "./telling.ts";
import { BEGINS_AT_MS, type Moment } from "./world.ts";

/** The scenario language of a decider. It only collects: `@holdfast/scenarios/vitest` runs what was collected. */
export function scenariosOf<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Models extends ReadModels = Readonly<Record<string, never>>,
>(
  decider: Decider<Command, State, Event, RefusalType>,
  options?: ScenarioOptions<Command, State, Event, RefusalType, Models>,
): ScenarioLanguage<Command, State, Event, RefusalType, Models>;
export function scenariosOf<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
  Models extends ReadModels = Readonly<Record<string, never>>,
>(
  decider: Decider<Command, State, Event, RefusalType, Context>,
  options: ScenarioOptions<Command, State, Event, RefusalType, Models> & {
    /** Makes the context of a decision from the clock and the ids of the scenario. */
    readonly context: (moment: Moment) => Context;
  },
): ScenarioLanguage<Command, State, Event, RefusalType, Models>;
export function scenariosOf<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
>(
  decider: Decider<Command, State, Event, RefusalType, unknown>,
  options: ScenarioOptions<Command, State, Event, RefusalType, ReadModels> & {
    readonly context?: (moment: Moment) => unknown;
  } = {},
): ScenarioLanguage<Command, State, Event, RefusalType, ReadModels> {
  const subject = subjectOf(decider, options);
  type Own = Clauses<Command, State, Event, RefusalType>;
  const tell = (clauses: Own): Story => storyOf(clauses);
  return {
    ...telling(subject, tell),
    ...preparing<Command>(),
    thenHappened: (...events) => ({ outcome: "happened", events }),
    thenRefused: (code, data) => ({ outcome: "refused", code, data }),
    thenNothing: () => ({ outcome: "nothing" }),
    thenState: (state) => ({ outcome: "state", state }),
    thenReadModel: (model, query, rows) => ({ outcome: "rows", model, query, rows }),
    thenIdempotent: () => ({ outcome: "idempotent" }),
  };
}

/** The first two clauses. */
function preparing<Command extends Tagged>() {
  const one = (when: readonly Command[]): When<Command> => ({ when, isAtOnce: false, afterMs: 0 });
  return {
    given: <Item>(...items: readonly Item[]) => ({ given: items }),
    accepted: acceptedBefore<Command>,
    afterTime: (duration: Parameters<typeof durationMs>[0]) => passedBefore(durationMs(duration)),
    when: (...commands: readonly Command[]) => one(commands),
    whenConcurrently(...commands: readonly Command[]) {
      if (commands.length > AT_ONCE_MAX) {
        throw new RangeError(
          `${AT_ONCE_MAX} commands at once are the most, not ${commands.length}`,
        );
      }
      return { ...one(commands), isAtOnce: true };
    },
    whenTimePasses: (
      duration: Parameters<typeof durationMs>[0],
      ...commands: readonly Command[]
    ) => ({ ...one(commands), afterMs: durationMs(duration) }),
  };
}

function subjectOf(
  decider: Subject["decider"],
  options: {
    readonly says?: object;
    readonly saysState?: NonNullable<Subject["saysState"]>;
    readonly refusals?: Subject["refusals"];
    readonly schemaVersions?: Readonly<Record<string, number>>;
    readonly upcast?: NonNullable<Subject["upcast"]>;
    readonly readModels?: ReadModels;
    readonly context?: NonNullable<Subject["context"]>;
    readonly beginsAt?: Date;
  },
): Subject {
  const { says = {}, refusals = {}, schemaVersions, upcast, readModels = {} } = options;
  const beginsAtMs = options.beginsAt?.getTime() ?? BEGINS_AT_MS;
  const { context, saysState } = options;
  const telling = { says, saysState, refusals };
  return {
    decider,
    context,
    beginsAtMs,
    ...telling,
    schemaVersions,
    upcast,
    readModels,
    process: undefined,
  };
}
