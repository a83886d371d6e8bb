import { canonicalJson } from "../canonical-json.ts";
import type { Decider, Tagged } from "../decider.ts";
import { type AppendRefusal, invalid } from "../event-store/append-outcome.ts";
import { InvalidValue } from "../invalid-value.ts";
import type { Refusal } from "../refusal.ts";
import type { CommandMessage, Handled, HandledMany } from "./handled.ts";
import type { HandlingOptions } from "./handling-options.ts";
import type { Asked, Job } from "./job.ts";
import { Mailbox } from "./mailbox.ts";
import type { RoundOptions } from "./round.ts";
import { StreamStates } from "./stream-states.ts";

/** The door to the log for commands. */
export type CommandHandling<
  Command extends Tagged,
  Event extends Tagged,
  RefusalType extends Refusal,
> = {
  /** Decides a command on its stream and appends what it lets happen. */
  readonly handle: (message: CommandMessage<Command>) => Promise<Handled<Event, RefusalType>>;
  /** The same for several commands of one stream, one after another, in one append. */
  readonly handleMany: (
    messages: readonly CommandMessage<Command>[],
    mode: "all_or_nothing" | "stop_at_first_refusal",
  ) => Promise<HandledMany<Event, RefusalType>>;
};

/**
 * Handles commands by a decider. Commands that meet at one stream are decided one after another on the state in
 * memory, and what they let happen is one append. No connection of the store is held while the decider runs.
 */
export function handleCommands<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
>(
  decider: Decider<Command, State, Event, RefusalType, Context>,
  options: HandlingOptions<Command, State, Event, Context>,
): CommandHandling<Command, Event, RefusalType> {
  const roundOptions: RoundOptions<Command, State, Event, RefusalType, Context> = {
    ...options,
    decider,
    states: new StreamStates(decider, options),
  };
  const mailboxes = new Map<string, Mailbox<Command, State, Event, RefusalType, Context>>();

  function mailboxOf(tenant: string, streamId: string) {
    const stream = `${tenant} ${streamId}`;
    const known = mailboxes.get(stream);
    if (known !== undefined) return known;
    const mailbox = new Mailbox({ tenant, streamId }, roundOptions, () => mailboxes.delete(stream));
    mailboxes.set(stream, mailbox);
    return mailbox;
  }

  async function run(
    messages: readonly CommandMessage<Command>[],
    isAtomic: boolean,
  ): Promise<HandledMany<Event, RefusalType>> {
    const [first] = messages;
    if (first === undefined) return { accepted: [] };
    const asked = askedOf(messages, first);
    if (!Array.isArray(asked)) return { accepted: [], refused: asked };
    const { promise, resolve, reject } = Promise.withResolvers<HandledMany<Event, RefusalType>>();
    const job: Job<Command, Event, RefusalType> = { asked, isAtomic, resolve, reject };
    mailboxOf(first.tenant, first.streamId).deliver(job);
    return promise;
  }

  return {
    async handle(message) {
      const { accepted, refused } = await run([message], true);
      const [first] = accepted;
      if (first !== undefined) return first;
      if (refused !== undefined) return refused.refusal;
      throw new RangeError(`${message.commandId} was neither accepted nor refused`);
    },
    handleMany: (messages, mode) => run(messages, mode === "all_or_nothing"),
  };
}

type Unaskable = { readonly at: number; readonly refusal: AppendRefusal };

/** The commands with their fingerprints, or the first that cannot be handled with the others. */
function askedOf<Command extends Tagged>(
  messages: readonly CommandMessage<Command>[],
  first: CommandMessage<Command>,
): Asked<Command>[] | Unaskable {
  const asked: Asked<Command>[] = [];
  const ids = new Set<string>();
  for (const [at, message] of messages.entries()) {
    const { tenant, streamId, commandId, command } = message;
    const refuse = (path: string, reason: string): Unaskable => ({
      at,
      refusal: invalid({ path }, reason),
    });
    if (tenant !== first.tenant || streamId !== first.streamId) {
      return refuse("streamId", "is not the stream of the first command");
    }
    if (ids.has(commandId)) return refuse("commandId", "is that of a command before it");
    ids.add(commandId);
    try {
      asked.push({ message, fingerprint: `${streamId}\0${canonicalJson(command)}` });
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      return refuse(`command.${error.path}`, error.reason);
    }
  }
  return asked;
}
