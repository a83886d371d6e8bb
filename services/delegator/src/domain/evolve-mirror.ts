import type { ChainSyncEvent } from "./chain-sync-event.ts";
import {
  type HistoryLoad,
  MARGIN_LEVELS,
  type Mirror,
  type TipWindow,
} from "./chain-sync-state.ts";
import type { Delegation } from "./delegation.ts";

type EventOf<Type extends ChainSyncEvent["type"]> = Extract<
  ChainSyncEvent,
  { readonly type: Type }
>;

function above(rows: readonly Delegation[], level: number): readonly Delegation[] {
  return rows.filter((row) => row.level > level);
}

function narrowed(window: TipWindow): TipWindow {
  const floor = Math.max(window.floor, window.final - MARGIN_LEVELS);
  return { ...window, floor, rows: above(window.rows, floor) };
}

function applied(window: TipWindow, { level, added }: EventOf<"BlockApplied">): TipWindow {
  return { ...window, head: Math.max(window.head, level), rows: [...window.rows, ...added] };
}

function replaced(window: TipWindow, event: EventOf<"ReorgHandled">): TipWindow {
  const kept = window.rows.slice(0, window.rows.length - event.retracted.length);
  return { ...window, head: event.toLevel, rows: [...kept, ...event.added] };
}

function evolveWindow(window: TipWindow, event: ChainSyncEvent): TipWindow {
  if (event.type === "BlockApplied") return applied(window, event);
  if (event.type === "ReorgHandled") return replaced(window, event);
  if (event.type === "NewestTold") return { ...window, rows: [...window.rows, ...event.rows] };
  return event.type === "Finalized" ? narrowed({ ...window, final: event.level }) : window;
}

/** A mirror that begins to follow where a load has ended. */
function following(
  chainId: string,
  final: number,
  { head, rows }: Pick<EventOf<"CaughtUp">, "head" | "rows">,
): Mirror {
  const floor = Math.max(0, final - MARGIN_LEVELS);
  return { phase: "following", chainId, window: { head, final, floor, rows: above(rows, floor) } };
}

function evolveLoad(
  load: HistoryLoad,
  event: EventOf<"PageIngested"> | EventOf<"RangeDiscarded">,
): HistoryLoad {
  const { [event.range]: _before, ...others } = load.reached;
  const isPage = event.type === "PageIngested";
  return { ...load, reached: isPage ? { ...others, [event.range]: event.toId } : others };
}

function isOfLoad(
  event: ChainSyncEvent,
): event is EventOf<"PageIngested"> | EventOf<"RangeDiscarded"> {
  return event.type === "PageIngested" || event.type === "RangeDiscarded";
}

/** The tip is not looked at yet. */
function evolveLoading(
  mirror: Extract<Mirror, { readonly phase: "loading" }>,
  event: ChainSyncEvent,
): Mirror {
  const { chainId, load } = mirror;
  if (isOfLoad(event)) return { ...mirror, load: evolveLoad(load, event) };
  if (event.type === "LoadDiscarded") return { phase: "absent" };
  return event.type === "CaughtUp" ? following(chainId, load.finalLevel, event) : mirror;
}

function evolveFollowing(
  mirror: Extract<Mirror, { readonly window: TipWindow }>,
  event: ChainSyncEvent,
): Mirror {
  const { load, ...served } = mirror;
  if (event.type === "RebuildStarted") {
    return { ...served, load: { finalLevel: event.finalLevel, reached: {} } };
  }
  if (isOfLoad(event))
    return load === undefined ? mirror : { ...served, load: evolveLoad(load, event) };
  if (event.type === "LoadDiscarded") return served;
  if (event.type === "HistoryReplaced") {
    return following(mirror.chainId, event.finalLevel, event);
  }
  if (event.type === "Diverged") return { ...mirror, phase: "diverged" };
  if (event.type === "DivergenceResolved") return { ...mirror, phase: "following" };
  return { ...mirror, window: evolveWindow(mirror.window, event) };
}

/** The mirror after an event; events that have nothing to say about it leave it as it is. */
export function evolveMirror(mirror: Mirror, event: ChainSyncEvent): Mirror {
  if (event.type === "SyncStarted") {
    const { chainId, finalLevel } = event;
    return { phase: "loading", chainId, load: { finalLevel, reached: {} } };
  }
  if (mirror.phase === "absent") return mirror;
  if (mirror.phase === "loading") return evolveLoading(mirror, event);
  return evolveFollowing(mirror, event);
}
