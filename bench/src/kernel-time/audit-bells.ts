import type { Tagged } from "@holdfast/cqrs";
import type { EventStore, StoredEvent } from "@holdfast/cqrs/event-store";
import type { ProcessEvent } from "@holdfast/processes";

import { BELL, type Ring, RINGING, type Strike, type Wound } from "./bells.ts";
import type { Wish } from "./draw-bells.ts";

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

/** What is wrong with a log in which everything has come to rest: timers that were lost or doubled, or came to nothing. */
export function auditBells(
  log: readonly StoredEvent[],
  wishes: readonly Wish[],
  isClockSteady: boolean,
): readonly string[] {
  const byStream = Map.groupBy(log, ({ streamId }) => streamId);
  const strikes = strikesIn(log);
  const found: string[] = isClockSteady ? [...early(log)] : [];
  let fired = 0;
  for (const [id, own] of Map.groupBy(wishes, (wish) => wish.id)) {
    const history = (byStream.get(`${RINGING}-${id}`) ?? []).map(({ event }) => event);
    const wounds = own.map(({ wound }) => wound);
    const told = auditProcess(history.filter(isOfProcess), wounds);
    found.push(...told.found.map((what) => `${RINGING}-${id}: ${what}`));
    for (const key of told.fired) {
      const times = strikes.get(key) ?? 0;
      if (times !== 1) found.push(`${key} struck ${times} times`);
    }
    fired += told.fired.length;
  }
  const struck = [...strikes.values()].reduce((sum, each) => sum + each, 0);
  if (struck !== fired) found.push(`${struck} strikes for ${fired} timers that fired`);
  return found;
}

/** Timers that fired before they were due. */
function early(log: readonly StoredEvent[]): readonly string[] {
  return log.flatMap(({ category, streamId, event }) => {
    const isEarly =
      category === BELL &&
      "lateMs" in event &&
      typeof event.lateMs === "number" &&
      event.lateMs < 0;
    return isEarly ? [`${streamId} was struck early`] : [];
  });
}

/** How often each bell was struck by each of its timers. */
function strikesIn(log: readonly StoredEvent[]): ReadonlyMap<string, number> {
  const strikes = new Map<string, number>();
  for (const { category, streamId, event } of log) {
    if (category !== BELL || !("number" in event)) continue;
    const key = `${streamId} ${String(event.number)}`;
    strikes.set(key, (strikes.get(key) ?? 0) + 1);
  }
  return strikes;
}

type Event = ProcessEvent<Wound, Strike, Ring>;

function isOfProcess(event: Tagged): event is Event {
  return event.type !== "Struck";
}

type Told = { readonly found: readonly string[]; readonly fired: readonly string[] };

/** Each timer that was set is fired, cancelled as wished, or set anew, once. */
function auditProcess(history: readonly Event[], wishes: readonly Wound[]): Told {
  const found: string[] = [];
  const fired: string[] = [];
  const running = new Map<string, number>();
  const unwanted = new Set(wishes.flatMap(({ cancel }) => cancel));
  for (const event of history) {
    if (event.type === "TimerSet") running.set(event.timer, event.number);
    if (event.type === "TimerCancelled") {
      if (!running.delete(event.timer)) found.push(`${event.timer} was cancelled without running`);
      if (!unwanted.has(event.timer)) found.push(`${event.timer} was cancelled unasked`);
    }
    if (event.type !== "TimerFired") continue;
    if (running.get(event.timer) !== event.number)
      found.push(`${event.timer} fired without running`);
    running.delete(event.timer);
    fired.push(`${BELL}-${event.timer} ${event.number}`);
  }
  for (const timer of running.keys()) found.push(`${timer} is lost`);
  return { found: [...found, ...auditWishes(history, wishes)], fired };
}

/** What was wished for was heard and done once. */
function auditWishes(history: readonly Event[], wishes: readonly Wound[]): readonly string[] {
  const count = (wanted: Event["type"]): number =>
    history.filter(({ type }) => type === wanted).length;
  const wished = wishes.reduce((sum, { set }) => sum + set.length, 0);
  const [heard, set] = [count("Wound"), count("TimerSet")];
  return [
    ...(heard === wishes.length ? [] : [`heard ${heard} of ${wishes.length} wishes`]),
    ...(set === wished ? [] : [`set ${set} of ${wished} timers`]),
  ];
}
