import {
  PLAIN_KINDS,
  RETRY_AFTER_FORMS,
  SERVER_ERRORS,
  TIMED_KINDS,
  type Fault,
  type FaultEffect,
  type FaultPlan,
} from "./fault-plan.ts";
import { randomFrom, type Random } from "./random.ts";

/** At full intensity. */
const FAULTS_AT_FULL = 40;
/** Requests among which the faults are strewn, for each fault. */
const REQUESTS_PER_FAULT = 4;
const TIMES_MAX = 3;
const STALL_MS_MAX = 400;
const CLOCK_JUMP_SECONDS = 7200;

/**
 * A plan drawn from the seed, for long runs against changing faults. `intensity` is from 0 (none)
 * to 1 (40 faults). Every fault is tied to a count of requests and ends after three at most, so a
 * client that tries again always gets through.
 */
export function randomFaultPlan(seed: number, intensity: number): FaultPlan {
  const random = randomFrom(seed);
  const count = Math.round(Math.min(Math.max(intensity, 0), 1) * FAULTS_AT_FULL);
  const faults = Array.from({ length: count }, (): Fault => {
    const nth = 1 + random.below(count * REQUESTS_PER_FAULT);
    return { nth, times: 1 + random.below(TIMES_MAX), ...pick(EFFECTS, random)(random) };
  });
  return { seed, faults };
}

type DrawEffect = (random: Random) => FaultEffect;

// Plans drawn before there were reorganisations stay as they were: their seeds are on record.
const DRAWN_KINDS = PLAIN_KINDS.filter((kind) => kind !== "orphaned_replica");

const EFFECTS: readonly DrawEffect[] = [
  ...DRAWN_KINDS.map((kind): DrawEffect => () => ({ kind })),
  ...TIMED_KINDS.map((kind): DrawEffect => (random) => ({
    kind,
    ms: 1 + random.below(STALL_MS_MAX),
  })),
  (random) => ({ kind: "server_error", status: pick(SERVER_ERRORS, random) }),
  (random) => ({ kind: "too_many_requests", retryAfter: pick(RETRY_AFTER_FORMS, random) }),
  (random) => ({
    kind: "clock_jump",
    seconds: random.below(CLOCK_JUMP_SECONDS) - CLOCK_JUMP_SECONDS / 2,
  }),
];

function pick<Choice>(choices: readonly Choice[], random: Random): Choice {
  const choice = choices[random.below(choices.length)];
  if (choice === undefined) throw new RangeError("nothing to choose from");
  return choice;
}
