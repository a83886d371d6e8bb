/** What comes into a decision from outside, besides the command. */
export type Moment = {
  /** What the clock of the scenario says. */
  readonly now: Date;
  /** A uuid that nothing else in the scenario has: the first, the second …, the same in each run. */
  readonly newId: () => string;
};

/** The clock and the ids of a scenario. Both begin anew with each one, so that a run can be repeated. */
export type World = {
  readonly nowMs: () => number;
  readonly newId: () => string;
  /** How many ids were taken. */
  readonly idsTaken: () => number;
  /** What a decision is given. */
  readonly moment: () => Moment;
  /** Lets time pass. */
  readonly pass: (ms: number) => void;
  /** Begins a scenario. */
  readonly begin: (atMs: number) => void;
};

/** When scenarios begin that do not say otherwise. */
export const BEGINS_AT_MS = Date.UTC(2026, 0, 1);

/** A clock that stands still until time passes, and ids that count. */
export function scenarioWorld(startMs = BEGINS_AT_MS, idsTaken = 0): World {
  let nowMs = startMs;
  let ids = idsTaken;
  const newId = (): string => {
    ids += 1;
    return idOf(ids);
  };
  return {
    nowMs: () => nowMs,
    newId,
    idsTaken: () => ids,
    moment: () => ({ now: new Date(nowMs), newId }),
    pass: (ms) => void (nowMs += ms),
    begin: (atMs) => {
      nowMs = atMs;
      ids = 0;
    },
  };
}

/** In the form of a version 7 uuid (RFC 9562), with a time and chance of zero. */
function idOf(count: number): string {
  return `00000000-0000-7000-8000-${String(count).padStart(12, "0")}`;
}
