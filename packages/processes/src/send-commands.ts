import type { Refusal, Tagged } from "@holdfast/cqrs";
import { evolveAll } from "@holdfast/cqrs";
import { type EventReader, presentEvent } from "@holdfast/cqrs/catalogue";
import type { EventStore, StoredEvent } from "@holdfast/cqrs/event-store";

import { isLongAgo } from "./forgotten.ts";
import { inTurns } from "./in-turns.ts";
import { NotTold } from "./not-told.ts";
import type { ProcessDecider } from "./process-decider.ts";
import { type ProcessHandling, tell, type Telling, type Told } from "./process-door.ts";
import type { CommandIssued, ProcessEvent } from "./process-events.ts";
import { presentInside } from "./process-forms.ts";
import type { Process, ProcessSubscription, Sending } from "./process.ts";
import type { StoreClock } from "./store-clock.ts";
import { TooOldToRepeat } from "./too-old-to-repeat.ts";

/** What sending needs besides the kind of process. */
export type Sender<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
> = {
  readonly door: ProcessHandling<Message, Command, Timeout>;
  readonly telling: Telling;
  readonly decider: ProcessDecider<Message, State, Command, Timeout>;
  readonly clock: StoreClock;
  readonly store: EventStore;
  /** Reads the streams of processes. */
  readonly reader: EventReader<ProcessEvent<Message, Command, Timeout>>;
};

/** Processes whose commands are sent side by side. */
const SIDE_BY_SIDE_MAX = 32;
const CONFLICT_MS = 100;
/** A world outside that refuses again and again what the log knows as accepted is somebody's to look at. */
const TELLINGS_MAX = 5;

/** Sends what a kind of process issues, one command of a process after the other, and tells it what became of each. */
export function sending<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  kind: Process<Message, State, Command, Timeout>,
  sender: Sender<Message, State, Command, Timeout>,
): ProcessSubscription {
  const { manager, onFailure } = kind;
  return {
    name: `${manager.name}:sends`,
    revision: 1,
    filter: { categories: [manager.name], types: ["CommandIssued"] },
    ...(onFailure !== undefined && { onFailure }),
    async deliver(events, signal) {
      const byStream = Map.groupBy(events, ({ tenant, streamId }) => `${tenant} ${streamId}`);
      const telling = { ...sender.telling, signal };
      await inTurns([...byStream.values()], SIDE_BY_SIDE_MAX, async (own) => {
        for (const stored of own) await sendOne(kind, stored, { ...sender, telling });
      });
    },
  };
}

async function sendOne<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  kind: Process<Message, State, Command, Timeout>,
  stored: StoredEvent,
  sender: Sender<Message, State, Command, Timeout>,
): Promise<void> {
  const { manager, send } = kind;
  const { eventId, tenant, streamId } = stored;
  const event = issuedIn(stored, kind);
  if (event === undefined) return;
  const { signal, sleep } = sender.telling;
  if (!(await isToBeSent(stored, event.number, sender))) return;
  const { type: _, ...sent } = event;
  const meta = { causationId: eventId };
  const ids = { tenant, commandId: `send:${manager.name}:${eventId}`, meta };
  const sendNow = (): Promise<Sending> =>
    send({ ...ids, streamId: sent.to, command: sent.command }, signal);
  for (let tellings = 1; tellings <= TELLINGS_MAX; tellings += 1) {
    const answered = await patiently(sendNow, sender.telling);
    const outcome = await outcomeOf(answered, { stored, number: event.number }, sender);
    if (outcome === undefined) return;
    const told = await tellOutcome(sender, { ...ids, streamId }, { sent, outcome });
    // Somebody else has sent it meanwhile, and it was accepted: then that is what is to be told.
    if (told !== "settled" || !isRefused(outcome)) return;
    if (tellings === TELLINGS_MAX) throw new NotTold(streamId, outcome);
    await sleep(CONFLICT_MS, signal);
  }
}

/** What became of a command; undefined if that was told before. */
async function outcomeOf<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  answered: Sending,
  { stored, number }: { readonly stored: StoredEvent; readonly number: number },
  sender: Sender<Message, State, Command, Timeout>,
): Promise<Sending | undefined> {
  const isOther = isRefused(answered) && answered.code === "command_mismatch";
  if (!isOther) return answered;
  // Something else is known under its id: that it was refused, which was told then, or the command itself, in the form in
  // which another release has sent it. What was kept as the answer to that is not known.
  return (await isOpen(stored, number, sender)) ? { status: "accepted", answer: null } : undefined;
}

function issuedIn<Message extends Tagged, State, Command extends Tagged, Timeout extends Tagged>(
  { event }: StoredEvent,
  kind: Process<Message, State, Command, Timeout>,
): CommandIssued<Command> | undefined {
  if (!isIssued<Command>(event)) return undefined;
  const present = presentInside<Message, Command, Timeout>(kind.manager.name, event, kind);
  return isIssued<Command>(present) ? present : undefined;
}

/** That others write to a stream all the time is no answer to what was asked. */
async function patiently(
  sendNow: () => Promise<Sending>,
  { sleep, signal }: Telling,
): Promise<Sending> {
  for (;;) {
    signal.throwIfAborted();
    const outcome = await sendNow();
    if (!isRefused(outcome) || outcome.code !== "version_conflict") return outcome;
    await sleep(CONFLICT_MS, signal);
  }
}

/** Whether it is certain that nobody sends a command twice by sending it. Throws `TooOldToRepeat` where nothing is known. */
async function isToBeSent<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  stored: StoredEvent,
  number: number,
  sender: Sender<Message, State, Command, Timeout>,
): Promise<boolean> {
  if (!isLongAgo(stored, sender.clock)) return true;
  if (!(await isOpen(stored, number, sender))) return false;
  throw new TooOldToRepeat(stored.streamId, number);
}

/** Whether no outcome of a command was told. */
async function isOpen<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  { tenant, streamId }: StoredEvent,
  number: number,
  { store, decider, reader }: Sender<Message, State, Command, Timeout>,
): Promise<boolean> {
  const { events, schemaVersions } = await store.loadStream({ tenant, streamId });
  const present = events.map((event, at) =>
    presentEvent({ streamId, event, schemaVersion: schemaVersions[at] ?? 0 }, reader),
  );
  return evolveAll(decider, decider.initialState(), present).open.includes(number);
}

type Place = {
  readonly tenant: string;
  readonly commandId: string;
  readonly streamId: string;
  readonly meta: { readonly causationId: string };
};

type Outcome<Command extends Tagged> = {
  readonly sent: Omit<CommandIssued<Command>, "type">;
  readonly outcome: Sending;
};

/**
 * Tells what became of a command. A refusal is told under the id of the command itself: of its being accepted and being
 * refused, the log takes one, whoever else sends it at the same time.
 */
async function tellOutcome<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  { door, telling }: Sender<Message, State, Command, Timeout>,
  place: Place,
  { sent, outcome }: Outcome<Command>,
): Promise<Told> {
  const tellWith = async (said: unknown): Promise<Told> =>
    (await tell(door, messageOf(place, { sent, outcome }, said), telling)).told;
  try {
    return await tellWith(isRefused(outcome) ? outcome.data : outcome.answer);
  } catch (error) {
    // It has happened: data that the log does not take must not leave it untold.
    if (!(error instanceof NotTold) || !UNFIT.has(error.refusal.code)) throw error;
    return tellWith(isRefused(outcome) ? {} : null);
  }
}

const UNFIT: ReadonlySet<string> = new Set(["invalid", "too_large"]);

function messageOf<Command extends Tagged>(
  place: Place,
  { sent, outcome }: Outcome<Command>,
  said: unknown,
) {
  if (isRefused(outcome)) {
    const { code, sentence } = outcome;
    const refusal = { code, sentence, data: isObject(said) ? said : {} };
    const refused = { ...sent, type: "CommandRefused", refusal } as const;
    return { ...place, command: { type: "TellOutcome", outcome: refused } } as const;
  }
  const accepted = { ...sent, type: "CommandAccepted", answer: said ?? null } as const;
  const commandId = `${place.commandId}:accepted`;
  return { ...place, commandId, command: { type: "TellOutcome", outcome: accepted } } as const;
}

function isIssued<Command extends Tagged>(event: Tagged): event is CommandIssued<Command> {
  return event.type === "CommandIssued";
}

function isRefused(outcome: Sending): outcome is Refusal {
  return "code" in outcome;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
