import type { ChainSyncEvent } from "./chain-sync-event.ts";
import { MARGIN_LEVELS, type Mirror, type TipWindow } from "./chain-sync-state.ts";
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
  return event.type === "Finalized" ? narrowed({ ...window, final: event.level }) : window;
}

function caughtUp(mirror: Mirror, { head, rows }: EventOf<"CaughtUp">): Mirror {
  if (mirror.phase !== "loading") return mirror;
  const { chainId, finalLevel: final } = mirror;
  const floor = Math.max(0, final - MARGIN_LEVELS);
  return { phase: "following", chainId, window: { head, final, floor, rows: above(rows, floor) } };
}

/** The mirror after an event; events that have nothing to say about it leave it as it is. */
export function evolveMirror(mirror: Mirror, event: ChainSyncEvent): Mirror {
  if (event.type === "SyncStarted") {
    return { phase: "loading", chainId: event.chainId, finalLevel: event.finalLevel };
  }
  if (event.type === "CaughtUp") return caughtUp(mirror, event);
  if (!("window" in mirror)) return mirror;
  if (event.type === "Diverged") return { ...mirror, phase: "diverged" };
  if (event.type === "DivergenceResolved") return { ...mirror, phase: "following" };
  return { ...mirror, window: evolveWindow(mirror.window, event) };
}
