import type { Tagged } from "@holdfast/cqrs";
import type { Addressed, Saga, SagaState, StepOverdue } from "@holdfast/processes";

import type { ProcessLanguage } from "./process-clauses.ts";

/** What takes a step back, as one expects it: a command, or nothing for a step that stays as it is. */
export type Undone<Command extends Tagged> = Addressed<Command> | "stays";

/** What it takes to play the failures of a saga. */
export type SagaFailures<Message extends Tagged, Command extends Tagged> = {
  /** The message that starts it. */
  readonly start: Message;
  /** What takes each step back, by its name: told anew and not read off the saga, so that it is checked. */
  readonly undone: Readonly<Record<string, Undone<Command>>>;
  /** The message that says that a step is done, of steps that are not when their command is accepted. */
  readonly done?: Readonly<Record<string, Message>>;
  /** The code that steps are refused with; `refused`. */
  readonly code?: string;
};

/**
 * Tells one scenario for each step of a saga: the steps before it are done, it is refused, then exactly the steps before
 * are taken back, the last one first, and it is over. Throws a `RangeError` for a step that is not told, or is unknown.
 */
export function sagaFailures<Message extends Tagged, Data, Command extends Tagged>(
  language: ProcessLanguage<Message, SagaState<Data>, Command, StepOverdue>,
  { steps }: Pick<Saga<Message, Data, Command>, "steps">,
  failures: SagaFailures<Message, Command>,
): void {
  const { start, undone, done = {}, code = "refused" } = failures;
  const { given, accepted, refused, when, thenCommand, thenOver, scenario } = language;
  const names = steps.map(({ name }) => name);
  refuseStrangers(names, failures);
  for (const [at, step] of steps.entries()) {
    const before = steps.slice(0, at);
    const told = before.flatMap(({ name, until }) => [
      accepted(name),
      ...(until === undefined ? [] : [messageFor(done, name)]),
    ]);
    const undoing = before.toReversed().flatMap(({ name }) => {
      const undo = undone[name];
      return undo === undefined || undo === "stays" ? [] : [{ name, ...undo }];
    });
    const takenBack = undoing.map(({ name }) => name).join(", then ");
    scenario(
      `${step.name} is refused; ${takenBack === "" ? "nothing" : takenBack} is taken back`,
      given(start, ...told),
      when(refused(step.name, code), ...undoing.map(({ name }) => accepted(`undo ${name}`))),
      ...endingWith(
        undoing.map(({ to, command }) => thenCommand(to, command)),
        thenOver(),
      ),
    );
  }
}

/** The same, told as what is never empty. */
function endingWith<Item>(items: readonly Item[], last: Item): readonly [Item, ...Item[]] {
  const [first, ...rest] = items;
  return first === undefined ? [last] : [first, ...rest, last];
}

function refuseStrangers<Message extends Tagged, Command extends Tagged>(
  names: readonly string[],
  { undone, done = {} }: SagaFailures<Message, Command>,
): void {
  const missing = names.filter((name) => !Object.hasOwn(undone, name));
  const known = new Set(names);
  const strange = [...Object.keys(undone), ...Object.keys(done)].filter((name) => !known.has(name));
  const complaints = [
    ...missing.map((name) => `say what takes ${name} back`),
    ...strange.map((name) => `there is no step ${name}`),
  ];
  if (complaints.length > 0) throw new RangeError(complaints.join("; "));
}

function messageFor<Message>(done: Readonly<Record<string, Message>>, step: string): Message {
  const message = done[step];
  if (message === undefined) throw new RangeError(`say which message tells that ${step} is done`);
  return message;
}
