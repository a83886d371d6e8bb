import { SWITCH_WAIT_MS } from "@holdfast/cqrs/subscriptions";

import { ageText } from "../cli/age-text.ts";
import { printable } from "../cli/printable.ts";
import { subscriptionFinding, whichRevision } from "../doctor/subscriptions.ts";
import type { SubscriptionRow } from "../log/read-subscriptions.ts";

/** `stuck` needs somebody; all but that and `current` pass with time, or with the switch that the service makes. */
export type RebuildState = "current" | "catching_up" | "building" | "ready" | "stuck" | "retired";

/** What a revision is for readers. One that is `passed_over` was begun and has a newer one beside it. */
type Role = "serves" | "newest" | "passed_over" | "retired";

/** How the revisions of one subscription stand to each other. */
export type Rebuild = {
  readonly subscription: string;
  readonly state: RebuildState;
  /** Which revision readers see; null where all are retired. */
  readonly serving: number | null;
  /** The newest one that is not retired. */
  readonly newest: number | null;
  readonly summary: string;
  /** What to do now. */
  readonly next: string;
  readonly revisions: readonly (SubscriptionRow & { readonly role: Role })[];
};

const HOW = "docs/how-to/rebuild-a-projection.md";

/** Tells how a rebuild stands, from all revisions of one name by revision; undefined if there is none. */
export function rebuildOf(rows: readonly SubscriptionRow[]): Rebuild | undefined {
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const used = inUse(rows);
  const [serving, newest] = [used[0], used.at(-1)];
  const roleOf = (row: SubscriptionRow): Role => {
    if (row === serving) return "serves";
    if (row === newest) return "newest";
    return row.status === "retired" ? "retired" : "passed_over";
  };
  return {
    subscription: last.name,
    serving: serving?.revision ?? null,
    newest: newest?.revision ?? null,
    ...(serving === undefined || newest === undefined
      ? allRetired(last)
      : standing(serving, newest, last.revision + 1)),
    revisions: rows.map((row) => ({ ...row, role: roleOf(row) })),
  };
}

/**
 * The revision that serves, and those after it. A switch retires the one that served and leaves no other trace, so that the
 * first one after the last that was retired is it; whoever switched back has none after it.
 */
function inUse(rows: readonly SubscriptionRow[]): readonly SubscriptionRow[] {
  const afterRetired = rows.slice(rows.findLastIndex(({ status }) => status === "retired") + 1);
  if (afterRetired.length > 0) return afterRetired;
  return rows.filter(({ status }) => status !== "retired");
}

type Standing = Pick<Rebuild, "state" | "summary" | "next">;

function allRetired({ name, revision }: SubscriptionRow): Standing {
  return {
    state: "retired",
    summary: `${printable(name)}: all revisions are retired, and nothing follows the log under this name`,
    next: `if it is still wanted, start the service with revision ${revision + 1} (${HOW})`,
  };
}

function standing(serving: SubscriptionRow, newest: SubscriptionRow, unused: number): Standing {
  const finding = subscriptionFinding(newest);
  if (finding === undefined) {
    return serving === newest ? alone(serving, unused) : beside(serving, newest);
  }
  const { problem, remedy } = finding;
  const meanwhile = serving === newest ? "" : `; revision ${serving.revision} serves meanwhile`;
  return { state: "stuck", summary: `${problem}${meanwhile}`, next: remedy };
}

function alone(serving: SubscriptionRow, unused: number): Standing {
  if (!hasCaughtUp(serving)) {
    const summary = `${whichRevision(serving)} serves and is ${behind(serving)}`;
    return { state: "catching_up", summary, next: "wait until it has caught up" };
  }
  return {
    state: "current",
    summary: `${whichRevision(serving)} serves and has caught up; no newer revision runs`,
    next: `to build it anew, start the service with revision ${unused} beside it (${HOW})`,
  };
}

function beside(serving: SubscriptionRow, newest: SubscriptionRow): Standing {
  const [from, to] = [serving.revision, newest.revision];
  if (!hasCaughtUp(newest)) {
    return {
      state: "building",
      summary: `${whichRevision(newest)} is ${behind(newest)}; revision ${from} serves meanwhile`,
      next: `wait until it has caught up, and keep revision ${from} running`,
    };
  }
  const change = `{ name: ${JSON.stringify(printable(newest.name))}, from: ${from}, to: ${to} }`;
  return {
    state: "ready",
    summary: `${whichRevision(newest)} has caught up; revision ${from} still serves`,
    next: `let the service switch: store.switchRevision(${change}, …) (${HOW})`,
  };
}

/** What is younger than a switch waits for it stands in nobody's way. */
function hasCaughtUp({ lagEvents, lagMs }: SubscriptionRow): boolean {
  return lagEvents === 0n || (lagMs !== null && lagMs <= SWITCH_WAIT_MS);
}

function behind({ lagEvents, lagMs }: SubscriptionRow): string {
  const events = `${lagEvents} ${lagEvents === 1n ? "event" : "events"} behind`;
  return lagMs === null ? events : `${events}, the oldest ${ageText(lagMs)} old`;
}
