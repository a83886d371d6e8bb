import type { Tagged } from "@holdfast/cqrs";
import type { EventReader } from "@holdfast/cqrs/catalogue";
import { processDecider, type ProcessManager } from "@holdfast/processes";

import { passedBefore, type Story, storyOf } from "../clauses.ts";
import { durationMs } from "../duration.ts";
import { type Says, sentenceOf } from "../sentences.ts";
import type { AnyDecider, Subject } from "../subject.ts";
import { telling } from "../telling.ts";
import { BEGINS_AT_MS } from "../world.ts";
import type { ProcessClauses, ProcessLanguage } from "./process-clauses.ts";
import { type AnyManager, ownOf } from "./process-part.ts";
import { processSays } from "./process-says.ts";

/** What else is known about a process manager. */
export type ProcessScenarioOptions<Message extends Tagged, State, Command extends Tagged> = {
  /** How messages and commands are said: `{ Withdraw: ({ cents }) => `${cents} cents are asked for` }`. */
  readonly says?: Says<Message | Command>;
  /** The sentence of a state: "the order waits for the payee". */
  saysState?(state: State): string;
  /** The name of the part of its life the state is in, for the diagram. */
  phase?(state: State): string;
  /** The catalogue of its messages; runners with a store need it. */
  readonly messages?: EventReader<Message>;
  /** When scenarios begin; on 1 January 2026. */
  readonly beginsAt?: Date;
};

/** The scenario language of a process manager or a saga. It only collects, as `scenariosOf` does. */
export function processScenariosOf<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  manager: ProcessManager<Message, State, Command, Timeout>,
  options?: ProcessScenarioOptions<Message, State, Command>,
): ProcessLanguage<Message, State, Command, Timeout>;
export function processScenariosOf(
  manager: AnyManager,
  options: AnyOptions = {},
): ProcessLanguage<Tagged, unknown, Tagged, Tagged> {
  type Own = ProcessClauses<Tagged, unknown, Tagged, Tagged>;
  const tell = (clauses: Own): Story => storyOf(clauses);
  const when = (told: Own[1]["when"], afterMs: number) =>
    ({ when: told, isAtOnce: false, afterMs }) as const;
  return {
    ...telling(subjectOf(manager, options), tell),
    given: (...items) => ({ given: items }),
    accepted: (label, answer = null) => ({ type: "CommandAccepted", label, answer }),
    refused: (label, code, data = {}) => ({
      type: "CommandRefused",
      label,
      refusal: { code, sentence: code, data },
    }),
    afterTime: (duration) => passedBefore(durationMs(duration)),
    when: (...told) => when(told, 0),
    whenTimePasses: (duration, ...told) => when(told, durationMs(duration)),
    thenCommand: (to, command) => ({ outcome: "command", to, command }),
    thenTimer: (timer, due, message) => ({
      outcome: "timer",
      timer,
      due: due instanceof Date ? { atMs: due.getTime() } : { inMs: durationMs(due) },
      message,
    }),
    thenNothing: () => ({ outcome: "nothing" }),
    thenState: (state) => ({ outcome: "state", state }),
    thenOver: () => ({ outcome: "over" }),
  };
}

/** Options whose types have been checked. */
type AnyOptions = {
  readonly says?: object;
  readonly saysState?: NonNullable<Subject["saysState"]>;
  phase?(state: unknown): string;
  readonly messages?: EventReader<Tagged>;
  readonly beginsAt?: Date;
};

function subjectOf(manager: AnyManager, options: AnyOptions): Subject {
  const { says = {}, saysState, messages, beginsAt } = options;
  const decider: AnyDecider = processDecider(manager);
  return {
    decider: {
      ...decider,
      ...(options.phase !== undefined && {
        phase: (state) => options.phase?.(ownOf(state)) ?? "",
      }),
    },
    context: ({ now }) => ({ now }),
    beginsAtMs: beginsAt?.getTime() ?? BEGINS_AT_MS,
    says: { ...processSays((message) => sentenceOf(says, message)), ...says },
    saysState,
    refusals: {},
    schemaVersions: undefined,
    upcast: undefined,
    readModels: {},
    process: { manager, messages },
  };
}
