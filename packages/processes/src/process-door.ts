import type { Refusal, Tagged } from "@holdfast/cqrs";
import type { CommandHandling, CommandMessage, Handled } from "@holdfast/cqrs/handling";
import type { Sleep } from "@holdfast/cqrs/subscriptions";

import { NotTold } from "./not-told.ts";
import type { ProcessInput } from "./process-decider.ts";
import type { ProcessEvent } from "./process-events.ts";

/** The door to the streams of one kind of process. */
export type ProcessHandling<
  Message extends Tagged,
  Command extends Tagged,
  Timeout extends Tagged,
> = CommandHandling<ProcessInput<Message, Command>, ProcessEvent<Message, Command, Timeout>, never>;

/** What is told in one append at most. */
const TOGETHER_MAX = 100;
/** A stream that others write to all the time is tried again after this. */
const CONFLICT_MS = 100;

/** How telling goes on. */
export type Telling = { readonly sleep: Sleep; readonly signal: AbortSignal };

/** Tells one process some things, in their order. Each may have been told before; one that is over hears nothing. */
export async function tellAll<
  Message extends Tagged,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  { handleMany }: ProcessHandling<Message, Command, Timeout>,
  messages: readonly CommandMessage<ProcessInput<Message, Command>>[],
  { sleep, signal }: Telling,
): Promise<void> {
  let rest = messages;
  while (rest.length > 0) {
    signal.throwIfAborted();
    const together = rest.slice(0, TOGETHER_MAX);
    const { accepted, refused } = await handleMany(together, "stop_at_first_refusal");
    rest = rest.slice(accepted.length);
    if (refused === undefined) continue;
    const told = toldOf(together[refused.at]?.streamId ?? "", refused.refusal);
    if (told === "over") return;
    if (told === "again") await sleep(CONFLICT_MS, signal);
    else rest = rest.slice(1);
  }
}

/** What became of telling: `settled` if something else is known under the same id, `over` if nobody listens any more. */
export type Told = "told" | "settled" | "over";

/** Tells one thing to one process; how many events that led to. Throws `NotTold` where it failed. */
export async function tell<Message extends Tagged, Command extends Tagged, Timeout extends Tagged>(
  { handle }: ProcessHandling<Message, Command, Timeout>,
  message: CommandMessage<ProcessInput<Message, Command>>,
  { sleep, signal }: Telling,
): Promise<{ readonly told: Told; readonly events: number }> {
  for (;;) {
    signal.throwIfAborted();
    const outcome = await handle(message);
    if (isAccepted(outcome)) return { told: "told", events: outcome.events.length };
    const told = toldOf(message.streamId, outcome);
    if (told !== "again") return { told, events: 0 };
    await sleep(CONFLICT_MS, signal);
  }
}

function isAccepted<Event extends Tagged>(
  outcome: Handled<Event, never>,
): outcome is Extract<Handled<Event, never>, { readonly status: "accepted" }> {
  return "status" in outcome;
}

function toldOf(streamId: string, refusal: Refusal): Exclude<Told, "told"> | "again" {
  // The id is that of the message: under it something was told already.
  if (refusal.code === "command_mismatch") return "settled";
  if (refusal.code === "stream_closed") return "over";
  if (refusal.code === "version_conflict") return "again";
  throw new NotTold(streamId, refusal);
}
