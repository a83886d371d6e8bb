import type { Tagged } from "@holdfast/cqrs";
import type { EventStore, StoredEvent } from "@holdfast/cqrs/event-store";

import { auditRinging, type IssuedStrike, type RingingEvent } from "./audit-ringing.ts";
import { RINGING } from "./bells.ts";
import type { Clocks } from "./clocks.ts";
import type { BellAddress, Wish } from "./draw-bells.ts";

const PAGE = 1_000;

/** Reads the whole log. */
export async function wholeLog(store: EventStore): Promise<readonly StoredEvent[]> {
  const all: StoredEvent[] = [];
  for (;;) {
    const page = await store.readLog({ after: all.at(-1)?.position ?? 0n, max: PAGE });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

/** What was wished and what is known besides the log. */
export type BellTruth = {
  readonly wishes: readonly Wish[];
  readonly clocks: Clocks;
  /** Processes whose streams take nothing any more. */
  readonly closed: readonly BellAddress[];
};

/**
 * What is wrong with a log in which everything has come to rest: timers that were lost, doubled or early, strikes whose
 * outcome is not what was told, processes that ended otherwise than they were asked to.
 */
export function auditBells(
  log: readonly StoredEvent[],
  { wishes, clocks, closed }: BellTruth,
): readonly string[] {
  const byStream = Map.groupBy(log, ({ tenant, streamId }) => `${tenant} ${streamId}`);
  const strikes = strikesIn(log);
  const found: string[] = [];
  for (const [process, own] of Map.groupBy(wishes, nameOf)) {
    const history = (byStream.get(process) ?? []).map(({ event }) => event);
    byStream.delete(process);
    const wounds = own.map(({ wound }) => wound);
    const told = auditRinging(history.filter(isOfProcess), wounds, clocks);
    found.push(...told.found.map((what) => `${process}: ${what}`));
    const [tenant = ""] = process.split(" ");
    for (const strike of told.strikes) found.push(...auditStrike(tenant, strike, strikes));
  }
  const strange = [...byStream.keys()].filter((stream) => stream.includes(` ${RINGING}-`));
  found.push(...strange.map((stream) => `${stream} was never asked for`));
  for (const [key, times] of strikes) found.push(`${key} was struck ${times} times, not asked to`);
  return [...found, ...auditEnds(wishes, closed)];
}

/** How often each bell and gong was struck by each of its timers, by tenant, stream and number. */
function strikesIn(log: readonly StoredEvent[]): Map<string, number> {
  const strikes = new Map<string, number>();
  for (const { tenant, streamId, event } of log) {
    if (event.type !== "Struck" || !("number" in event)) continue;
    const key = `${tenant} ${streamId} ${String(event.number)}`;
    strikes.set(key, (strikes.get(key) ?? 0) + 1);
  }
  return strikes;
}

/** What was told as accepted happened once, what was told as refused never; the strike is then accounted for. */
function auditStrike(
  tenant: string,
  { key: ofTenant, outcome }: IssuedStrike,
  strikes: Map<string, number>,
): readonly string[] {
  const key = `${tenant} ${ofTenant}`;
  const times = strikes.get(key) ?? 0;
  strikes.delete(key);
  const [least, most] = TIMES[outcome ?? "untold"];
  if (times >= least && times <= most) return [];
  return [`${key} was struck ${times} times, and told as ${outcome ?? "nothing"}`];
}

/** A process that is over hears of no outcome: then either is right. */
const TIMES = { accepted: [1, 1], refused: [0, 0], untold: [0, 1] } as const;

/** Processes are over if they were asked to end, and then only. */
function auditEnds(wishes: readonly Wish[], closed: readonly BellAddress[]): readonly string[] {
  const asked = new Set(wishes.filter(({ wound }) => wound.isLast).map(nameOf));
  const ended = new Set(closed.map(nameOf));
  return [
    ...[...asked.difference(ended)].map((process) => `${process} goes on after its end`),
    ...[...ended.difference(asked)].map((process) => `${process} has ended unasked`),
  ];
}

function nameOf({ tenant, id }: BellAddress): string {
  return `${tenant} ${RINGING}-${id}`;
}

/** Whatever else is in the log has streams of its own. */
function isOfProcess(event: Tagged): event is RingingEvent {
  return event.type !== "Struck";
}
