import type { Refusal, Tagged } from "@holdfast/cqrs";

import { deepFreeze, thawed } from "./deep-freeze.ts";
import { differences } from "./differences.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import { show } from "./show.ts";
import type { AnyDecider } from "./subject.ts";

/** What a decider is asked. */
export type Question = {
  readonly command: Tagged;
  readonly state: unknown;
  readonly context: unknown;
};

/** What is decided about a command. Throws `ScenarioFailed` where the decider throws, or changes what it is given. */
export function decided(decider: AnyDecider, question: Question): readonly Tagged[] | Refusal {
  const { command, state, context } = question;
  deepFreeze(command, command.type);
  try {
    return decider.decide(command, state, context);
  } catch (cause) {
    throw broken(`decide(${show(command)})`, {
      cause,
      given: { [command.type]: command, state },
      again: (given) =>
        decider.decide(tagged(given[command.type], command), given["state"], context),
    });
  }
}

/** The state after one more event, frozen. Throws `ScenarioFailed` as `decided` does. */
export function evolved(decider: AnyDecider, state: unknown, event: Tagged): unknown {
  deepFreeze(event, event.type);
  const after = evolvedOnce(decider, state, event);
  return deepFreeze(after, `the state after ${event.type}`);
}

/** The state after one more event that is frozen already. */
export function evolvedOnce(decider: AnyDecider, state: unknown, event: Tagged): unknown {
  try {
    const after = decider.evolve(state, event);
    if (after !== undefined || state === undefined) return after;
  } catch (cause) {
    throw broken(`evolve(${show(event)})`, {
      cause,
      given: { [event.type]: event, state },
      again: (given) => decider.evolve(given["state"], tagged(given[event.type], event)),
    });
  }
  throw new ScenarioFailed([`evolve(${show(event)}) on ${show(state)} returns nothing`]);
}

type Given = Readonly<Record<string, unknown>>;

type Accident = {
  readonly cause: unknown;
  readonly given: Given;
  readonly again: (given: Given) => unknown;
};

/** Says which fields the function changed, or tried to; if it did not, what it threw. */
function broken(name: string, { cause, given, again }: Accident): ScenarioFailed {
  const copy = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, thawed(value)]),
  );
  try {
    again(copy);
  } catch {
    // It broke the first time, too; what counts is what it did to the copy.
  }
  const changes = Object.entries(given).flatMap(([key, value]) =>
    differences(value, copy[key], key),
  );
  const on = `${name} on ${show(given["state"])}`;
  const mistakes =
    changes.length === 0
      ? [`${on} throws ${String(cause)}`]
      : changes.map((change) => `${on} changes what it is given: ${change}`);
  return new ScenarioFailed(mistakes, { cause });
}

function tagged(value: unknown, model: Tagged): Tagged {
  return isTagged(value) ? value : model;
}

function isTagged(value: unknown): value is Tagged {
  return typeof value === "object" && value !== null && "type" in value;
}
