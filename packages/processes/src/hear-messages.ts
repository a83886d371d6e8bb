import type { Tagged } from "@holdfast/cqrs";
import type { EventStore, StreamAddress } from "@holdfast/cqrs/event-store";

import { isLongAgo } from "./forgotten.ts";
import { inTurns } from "./in-turns.ts";
import { type ProcessHandling, tellAll, type Telling } from "./process-door.ts";
import { ProcessMisused } from "./process-misused.ts";
import type { Process, ProcessSubscription } from "./process.ts";
import type { StoreClock } from "./store-clock.ts";

/** What hearing needs besides the kind of process. */
export type Hearer<Message extends Tagged, Command extends Tagged, Timeout extends Tagged> = {
  readonly door: ProcessHandling<Message, Command, Timeout>;
  readonly telling: Telling;
  readonly clock: StoreClock;
  readonly store: EventStore;
};

/** Processes that are told something side by side. */
const SIDE_BY_SIDE_MAX = 32;

/** Tells a kind of process what it listens to, in the order of the log for each process. */
export function hearing<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  { manager, listens, onFailure }: Process<Message, State, Command, Timeout>,
  { door, telling, clock, store }: Hearer<Message, Command, Timeout>,
): ProcessSubscription {
  const { filter, catalogue, startAfter } = listens;
  return {
    name: `${manager.name}:hears`,
    revision: 1,
    filter,
    ...(catalogue !== undefined && { catalogue }),
    ...(startAfter !== undefined && { startAfter }),
    ...(onFailure !== undefined && { onFailure }),
    async deliver(events, signal) {
      const messages = events.flatMap((event) => {
        // Its own history has what it heard, under the same types.
        const heard = event.category === manager.name ? undefined : listens.to(event);
        if (heard === undefined) return [];
        const { id, message } = heard;
        refuseId(manager.name, id);
        const streamId = `${manager.name}-${id}`;
        const commandId = `hear:${manager.name}:${event.eventId}`;
        const command = { type: "Hear", message } as const;
        const meta = { causationId: event.eventId };
        const said = { tenant: event.tenant, streamId, commandId, command, meta };
        return { said, isLongAgo: isLongAgo(event, clock) };
      });
      const byStream = Map.groupBy(
        messages,
        ({ said: { tenant, streamId } }) => `${tenant} ${streamId}`,
      );
      await inTurns([...byStream.values()], SIDE_BY_SIDE_MAX, async (own) => {
        const known = await heardBefore(own, store);
        const said = own.map((each) => each.said);
        const fresh = said.filter(({ commandId }) => !known.has(commandId));
        await tellAll(door, fresh, { ...telling, signal });
      });
    },
  };
}

type Sought = { readonly said: StreamAddress; readonly isLongAgo: boolean };

const NOTHING: ReadonlySet<unknown> = new Set();
const PAGE = 1_000;

/**
 * The ids of what a process has heard, from its stream, where the log may have forgotten some: a subscription that was
 * set back by more than the log remembers hears nothing twice.
 */
async function heardBefore(
  messages: readonly Sought[],
  store: EventStore,
): Promise<ReadonlySet<unknown>> {
  const old = messages.find((each) => each.isLongAgo);
  if (old === undefined) return NOTHING;
  const { tenant, streamId } = old.said;
  const known = new Set<unknown>();
  for (let from = 1; ; from += PAGE) {
    const events = await store.readStream({ tenant, streamId, from, max: PAGE });
    for (const { meta } of events) known.add(meta["commandId"]);
    if (events.length < PAGE) return known;
  }
}

/** Longer ones would make command ids that the log does not take. */
const ID_CHARACTERS_MAX = 300;

function refuseId(name: string, id: string): void {
  const isFit = id !== "" && id.length <= ID_CHARACTERS_MAX && id.isWellFormed();
  if (isFit && !id.includes("\0")) return;
  const sentence = `the id of a process is 1 to ${ID_CHARACTERS_MAX} well-formed characters`;
  throw new ProcessMisused(name, "process_id_invalid", sentence);
}
