import type { Metrics } from "@holdfast/telemetry";

import type { ExpiryParts } from "../../application/expire-due.ts";

/** Counts quotes that nobody has used in their time. */
export function quoteMetrics(metrics: Metrics): Pick<ExpiryParts, "onReleased" | "onRefused"> {
  const expired = metrics.counter({
    name: "payments_quotes_expired_total",
    help: "Quotes that nobody has used in their time",
  });
  const refused = metrics.counter({
    name: "payments_quote_expiries_refused_total",
    help: "Quotes that were due and had not expired, by code: most were used at the last moment",
    labels: ["code"],
  });
  return { onReleased: () => expired.inc(), onRefused: (_due, code) => refused.inc({ code }) };
}
