import type { EventStore, StreamAddress } from "@holdfast/cqrs/event-store";
import { handleCommands } from "@holdfast/cqrs/handling";

import { deepFreeze } from "../deep-freeze.ts";
import type { Runner } from "../runner.ts";
import type { AnyDecider, Subject } from "../subject.ts";
import { scenarioWorld, type World } from "../world.ts";
import { checkOnStore } from "./check-on-store.ts";
import type { Door } from "./door.ts";
import type { ReadRows } from "./read-rows.ts";

/** The log that scenarios are played on. */
export type KernelOptions = {
  /** What tests are named by: "PostgreSQL". */
  readonly name: string;
  readonly store: EventStore;
  /** A stream that no other scenario of this log has. */
  readonly newStream: () => StreamAddress;
  /** Waits between the attempts of writers that met. */
  readonly sleep: (ms: number) => Promise<unknown>;
  /** The read models of this log, by their names in the scenarios. */
  readonly readModels?: Readonly<Record<string, ReadRows>>;
};

/** Plays scenarios through `handleCommands`, each on a stream of its own; concurrent commands come from two writers. */
export function kernelRunner(options: KernelOptions): Runner {
  const { name, store, newStream, sleep, readModels = {} } = options;
  return {
    name,
    check(subject, story) {
      const world = scenarioWorld();
      const door = () => doorOf(subject, world, { store, sleep });
      const stage = { store, stream: newStream(), world, readModels };
      return checkOnStore(subject, story, { ...stage, doors: [door(), door()] });
    },
  };
}

/** The way through a command handler with a cache of its own, as a process has it. */
function doorOf(
  subject: Subject,
  world: World,
  { store, sleep }: Pick<KernelOptions, "store" | "sleep">,
): Door {
  const { handle } = handleCommands(frozen(subject.decider), {
    store,
    context: () => subject.context?.(world.moment()),
    random: () => JITTER,
    sleep,
    schemaVersions: versionsOf(subject),
  });
  return async (asked) => {
    const handled = await handle(asked);
    return "code" in handled ? { refusal: handled } : { isDuplicate: handled.duplicate };
  };
}

/** A scenario has too few writers for chance to matter. */
const JITTER = 0.5;

function versionsOf({ schemaVersions }: Subject): Readonly<Record<string, number>> {
  if (schemaVersions !== undefined) return schemaVersions;
  throw new RangeError(
    "a log has to know the types of events: name them in scenariosOf(decider, { schemaVersions })",
  );
}

/** A decider that changes a state in the log's hands breaks at once. */
function frozen(decider: AnyDecider): AnyDecider {
  return {
    ...decider,
    initialState: () => deepFreeze(decider.initialState(), "the initial state"),
    decide: (command, state, context) => decider.decide(command, state, context),
    evolve: (state, event) =>
      deepFreeze(decider.evolve(state, event), `the state after ${event.type}`),
  };
}
