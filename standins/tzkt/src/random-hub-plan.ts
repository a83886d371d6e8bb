import {
  NEGOTIATE_ERRORS,
  PLAIN_HUB_KINDS,
  type HubEffect,
  type HubFault,
  type HubFaultPlan,
} from "./hub-fault-plan.ts";
import { randomFrom, type Random } from "./random.ts";

/** At full intensity. */
const FAULTS_AT_FULL = 30;
/** Occasions among which the faults are strewn, for each fault. */
const OCCASIONS_PER_FAULT = 2;
const TIMES_MAX = 2;

/**
 * Faults of the hub drawn from the seed. `intensity` is from 0 (none) to 1 (30 faults). Every fault
 * is tied to a count of negotiations, connections or pushes and ends after two at most.
 */
export function randomHubPlan(seed: number, intensity: number): HubFaultPlan {
  const random = randomFrom(seed);
  const count = Math.round(Math.min(Math.max(intensity, 0), 1) * FAULTS_AT_FULL);
  const faults = Array.from({ length: count }, (): HubFault => {
    const nth = 1 + random.below(count * OCCASIONS_PER_FAULT);
    const times = 1 + random.below(TIMES_MAX);
    return { nth, times, ...pick(EFFECTS, random)(random) };
  });
  return { seed, faults };
}

type DrawEffect = (random: Random) => HubEffect;

const EFFECTS: readonly DrawEffect[] = [
  ...PLAIN_HUB_KINDS.map((kind): DrawEffect => () => ({ kind })),
  (random) => ({ kind: "negotiate_error", status: pick(NEGOTIATE_ERRORS, random) }),
  (random) => ({ kind: "silence", pings: random.fraction() < 0.5 }),
  (random) => ({ kind: "close", allowReconnect: random.fraction() < 0.5 }),
];

function pick<Choice>(choices: readonly Choice[], random: Random): Choice {
  const choice = choices[random.below(choices.length)];
  if (choice === undefined) throw new RangeError("nothing to choose from");
  return choice;
}
