import type { Trigger } from "./trigger-schedule.ts";

/** What goes wrong without further detail; most of it with a push, all that one change causes. */
export const PLAIN_HUB_KINDS = [
  "negotiate_hang",
  "connection_reset",
  "head_first",
  "collapsed",
  "reorg_without_data",
  "drop",
  "split_messages",
  "fragmented_messages",
  "joined_messages",
] as const;

/** The statuses a `negotiate_error` may have. */
export const NEGOTIATE_ERRORS = [404, 500, 502, 503, 504] as const;

/** What goes wrong with the hub. */
export type HubEffect =
  | { readonly kind: (typeof PLAIN_HUB_KINDS)[number] }
  | { readonly kind: "negotiate_error"; readonly status: (typeof NEGOTIATE_ERRORS)[number] }
  | { readonly kind: "silence"; readonly pings: boolean }
  | { readonly kind: "close"; readonly allowReconnect: boolean };

/** One thing that goes wrong with the hub. */
export type HubFault = Trigger & HubEffect;

/** Everything that goes wrong with the hub. */
export type HubFaultPlan = { readonly seed?: number; readonly faults: readonly HubFault[] };

/** What the hub does when something may go wrong. */
export type HubOccasion = "negotiation" | "connection" | "push";

/** Whether a fault of that kind may strike then. */
export function strikesAt(kind: HubEffect["kind"], occasion: HubOccasion): boolean {
  if (kind === "negotiate_error" || kind === "negotiate_hang") return occasion === "negotiation";
  if (kind === "connection_reset") return occasion === "connection";
  return occasion === "push";
}
