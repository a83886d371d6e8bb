import type { Tagged } from "@holdfast/cqrs";
import { type EventReader, presentEvent } from "@holdfast/cqrs/catalogue";

import type {
  CommandAccepted,
  CommandIssued,
  CommandRefused,
  ProcessEvent,
  TimerFired,
  TimerSet,
} from "./process-events.ts";

/**
 * The forms that commands and the messages of timers have had. A process keeps them inside its events, for as long as
 * there is a log. What is left out has one form for ever.
 */
export type ProcessForms<Command extends Tagged, Timeout extends Tagged> = {
  readonly commands?: EventReader<Command> | undefined;
  readonly timeouts?: EventReader<Timeout> | undefined;
};

type Form = Pick<TimerSet<Tagged>, "schemaVersion">;

/** In which form a command or message is written down now; the first goes without saying. */
export function formWritten(reader: EventReader<Tagged> | undefined, type: string): Form {
  const schemaVersion = reader?.schemaVersions[type] ?? 1;
  return schemaVersion === 1 ? {} : { schemaVersion };
}

/**
 * An event of a process with what is in it in its present form. Throws `UnknownEvent` and `UpcastFailed`, as for events.
 */
export function presentInside<
  Message extends Tagged,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  process: string,
  event: ProcessEvent<Message, Command, Timeout>,
  { commands, timeouts }: ProcessForms<Command, Timeout>,
): ProcessEvent<Message, Command, Timeout> {
  if (commands !== undefined && isOfCommand<Command>(event)) {
    const command = present(process, { ...event, inside: event.command }, commands);
    return { ...event, command, ...formWritten(commands, command.type) };
  }
  if (timeouts !== undefined && isOfTimer<Timeout>(event)) {
    const message = present(process, { ...event, inside: event.message }, timeouts);
    return { ...event, message, ...formWritten(timeouts, message.type) };
  }
  return event;
}

function present<Inside extends Tagged>(
  process: string,
  { inside, schemaVersion = 1 }: Form & { readonly inside: Inside },
  reader: EventReader<Inside>,
): Inside {
  return presentEvent({ streamId: `process ${process}`, event: inside, schemaVersion }, reader);
}

/** Messages are never called so: `Hear` refuses it. */
function isOfCommand<Command extends Tagged>(
  event: Tagged,
): event is CommandIssued<Command> | CommandAccepted<Command> | CommandRefused<Command> {
  const { type } = event;
  return type === "CommandIssued" || type === "CommandAccepted" || type === "CommandRefused";
}

function isOfTimer<Timeout extends Tagged>(
  event: Tagged,
): event is TimerSet<Timeout> | TimerFired<Timeout> {
  return event.type === "TimerSet" || event.type === "TimerFired";
}
