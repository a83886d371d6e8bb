import type { Database } from "@holdfast/postgres";
import type { Metrics } from "@holdfast/telemetry";

type Row = { readonly step: string; readonly count: number };

/** Shows payments that need somebody, and counts what the rail does not answer. */
export function paymentMetrics(
  metrics: Metrics,
  { systemDatabase, schema }: { readonly systemDatabase: Database; readonly schema: string },
): { readonly onRailFault: () => void; readonly onFeedFailure: () => void } {
  metrics.gauge({
    name: "payments_needing_attention",
    help: "Payments that wait for somebody, by what they cannot get past",
    labels: ["step"],
    async collect(gauge) {
      gauge.reset();
      // A database that is away leaves them out, and the other metrics whole.
      const { rows } = await systemDatabase
        .query<Row>({
          name: "needing_attention",
          text: `select attention_step as step, count(*)::int as count from ${schema}.payment
                 where attention_step is not null group by attention_step`,
        })
        .catch(() => ({ rows: [] }));
      for (const { step, count } of rows) gauge.set({ step }, count);
    },
  });
  const faults = metrics.counter({
    name: "payments_rail_faults_total",
    help: "Requests to the rail that were not answered, or not by what could be understood",
  });
  const failures = metrics.counter({
    name: "payments_rail_feed_failures_total",
    help: "Times that the rail's feed of outcomes could not be read or told",
  });
  return { onRailFault: () => faults.inc(), onFeedFailure: () => failures.inc() };
}
