import type { Fault, FaultPlan, Random } from "@holdfast/standin-bank";

/** How often anything goes wrong, at most: a call of five attempts then comes through nearly always. */
const RATE_MAX = 0.12;
/** Some answers come later than an attempt waits (10 s). */
const DELAY_MS_MAX = 15_000;
const STATUSES = [500, 502, 503, 504] as const;

/** Every kind of fault, each as likely as chance has it in this history. */
export function drawFaults(seed: number, random: Random): FaultPlan {
  const rate = () => random() * RATE_MAX;
  const status = () => STATUSES[Math.floor(random() * STATUSES.length)] ?? 503;
  const faults: readonly Fault[] = [
    { kind: "too_many_requests", probability: rate() },
    { kind: "too_many_requests", retryAfterSeconds: 1, probability: rate() / 2 },
    { kind: "too_many_requests", retryAfterSeconds: 3, as: "date", probability: rate() / 2 },
    { kind: "server_error", status: status(), when: "before", probability: rate() },
    { kind: "server_error", status: status(), when: "after", probability: rate() },
    { kind: "dropped", when: "before", probability: rate() },
    { kind: "dropped", when: "after", probability: rate() },
    { kind: "delay", ms: Math.floor(random() * DELAY_MS_MAX), probability: rate() },
    { kind: "delay", ms: Math.floor(random() * 300), probability: rate() * 3 },
  ];
  return { seed, faults };
}
