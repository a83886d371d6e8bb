import type { ChainSyncEvent } from "./chain-sync-event.ts";
import type { TipWindow } from "./chain-sync-state.ts";
import type { Delegation } from "./delegation.ts";
import { ROWS_PER_EVENT, rowPieces } from "./row-pieces.ts";

/** As many blocks are told one by one; a mirror that was away for long tells several of them together. */
const BLOCKS_MAX = 100;

type EventOf<Type extends ChainSyncEvent["type"]> = Extract<
  ChainSyncEvent,
  { readonly type: Type }
>;

/**
 * What the log keeps of what was decided at the tip; `window` is the tip before it. An event is told when it changes
 * rows or makes rows final. That the chain has grown by a block without delegations, or is final up to one, moves the
 * position only, which the mirror keeps beside its rows: of the ten thousand blocks of a day a hundred bring something.
 */
export function toldEvents(
  window: TipWindow,
  events: readonly ChainSyncEvent[],
): readonly ChainSyncEvent[] {
  const [retracted, added] = [changed(events, "retracted"), changed(events, "added")];
  const rows = [...window.rows.slice(0, window.rows.length - retracted.length), ...added];
  const settles = (level: number): boolean =>
    rows.some((row) => row.level > window.final && row.level <= level);
  const told = events.filter((event) => {
    if (event.type === "BlockApplied") return event.added.length > 0;
    return event.type !== "Finalized" || settles(event.level);
  });
  return together(told).flatMap(inPieces);
}

function changed(
  events: readonly ChainSyncEvent[],
  how: "added" | "retracted",
): readonly Delegation[] {
  return events.flatMap((event) => {
    if (event.type === "ReorgHandled") return event[how];
    return event.type === "BlockApplied" && how === "added" ? event.added : [];
  });
}

/** Many blocks, which follow each other, as one that `inPieces` then divides by rows. */
function together(events: readonly ChainSyncEvent[]): readonly ChainSyncEvent[] {
  const blocks = events.filter((event) => event.type === "BlockApplied");
  const [first] = blocks;
  const last = blocks.at(-1);
  if (first === undefined || last === undefined || blocks.length <= BLOCKS_MAX) return events;
  const all = { ...last, added: blocks.flatMap(({ added }) => added) };
  return events.flatMap((event): readonly ChainSyncEvent[] => {
    if (event.type !== "BlockApplied") return [event];
    return event === first ? [all] : [];
  });
}

function inPieces(event: ChainSyncEvent): readonly ChainSyncEvent[] {
  if (event.type === "BlockApplied") return blockPieces(event);
  return event.type === "ReorgHandled" ? reorgPieces(event) : [event];
}

function blockPieces({ level, added }: EventOf<"BlockApplied">): readonly ChainSyncEvent[] {
  return rowPieces(added).map((rows) => ({
    type: "BlockApplied",
    level: rows.at(-1)?.level ?? level,
    added: rows,
  }));
}

/** First what goes, newest first, then what comes. */
function reorgPieces(event: EventOf<"ReorgHandled">): readonly ChainSyncEvent[] {
  const { retracted, added } = event;
  if (retracted.length + added.length <= ROWS_PER_EVENT) return [event];
  return [
    ...rowPieces(retracted).map((rows) => ({ ...event, retracted: rows, added: [] })),
    ...rowPieces(added).map((rows) => ({ ...event, retracted: [], added: rows })),
  ];
}
