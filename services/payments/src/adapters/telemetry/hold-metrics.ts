import type { Metrics } from "@holdfast/telemetry";

import type { ExpiryParts } from "../../application/expire-due.ts";
import type { SweepParts } from "../../application/sweep.ts";

const MS_PER_SECOND = 1_000;

/** Counts holds whose time was over, and how late they were released. */
export function holdMetrics(
  metrics: Metrics,
  nowMs: () => number,
): Pick<ExpiryParts, "onReleased" | "onRefused"> & Pick<SweepParts, "onError"> {
  const released = metrics.counter({
    name: "payments_holds_expired_total",
    help: "Holds that were released because their time was over",
  });
  const delay = metrics.histogram({
    name: "payments_hold_expiry_delay_seconds",
    help: "From the end of a hold's time until it was released",
    buckets: [0.1, 0.5, 1, 2, 5, 10, 60, 600],
  });
  const refused = metrics.counter({
    name: "payments_hold_expiries_refused_total",
    help: "Holds that were due and not released, by code: most were ended by somebody else meanwhile",
    labels: ["code"],
  });
  const failed = metrics.counter({
    name: "payments_hold_sweeps_failed_total",
    help: "Rounds of releasing holds that ended early",
  });
  return {
    onReleased: ({ expiresAt }) => {
      released.inc();
      delay.observe(Math.max(0, nowMs() - Date.parse(expiresAt)) / MS_PER_SECOND);
    },
    onRefused: (_hold, code) => refused.inc({ code }),
    onError: () => failed.inc(),
  };
}
