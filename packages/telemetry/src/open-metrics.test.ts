import { expect, it } from "vitest";

import { openMetrics } from "./open-metrics.ts";

it("renders its own metrics and those of the process, labelled with the service", async () => {
  const metrics = openMetrics({ service: "s" });
  metrics.counter({ name: "jobs_total", help: "Jobs.", labels: ["kind"] }).inc({ kind: "a" }, 2);
  metrics.histogram({ name: "wait_seconds", help: "Waits." }).observe(0.002);
  metrics.gauge({ name: "depth", help: "Depth.", collect: (gauge) => gauge.set(7) });
  const text = await metrics.render();
  expect(text).toContain(`jobs_total{kind="a",service="s"} 2\n`);
  expect(text).toContain(`wait_seconds_bucket{le="0.0025",service="s"} 1\n`);
  expect(text).toContain(`wait_seconds_bucket{le="0.001",service="s"} 0\n`);
  expect(text).toContain(`depth{service="s"} 7\n`);
  expect(text).toContain(`nodejs_eventloop_lag_seconds{service="s"}`);
  expect(metrics.contentType).toContain("text/plain");
});

it("keeps two registries apart and refuses a name used twice in one", async () => {
  const [left, right] = [openMetrics({ service: "l" }), openMetrics({ service: "r" })];
  left.counter({ name: "jobs_total", help: "Jobs." });
  expect(await right.render()).not.toContain("jobs_total");
  expect(() => left.counter({ name: "jobs_total", help: "Again." })).toThrow("jobs_total");
});

it("renders a series histogram as Prometheus reads it", async () => {
  const metrics = openMetrics({ service: "s" });
  const waits = metrics.seriesHistogram<"route">({ name: "wait_seconds", help: "Waits." });
  const observe = waits.series({ route: `/"x"\\\n` });
  for (const seconds of [0.25, 0.5, 3, 11]) observe(seconds);
  const text = await metrics.render();
  const labels = String.raw`service="s",route="/\"x\"\\\n"`;
  expect(text).toContain("\n# HELP wait_seconds Waits.\n# TYPE wait_seconds histogram\n");
  expect(text).toContain(`wait_seconds_bucket{${labels},le="0.25"} 1\n`);
  expect(text).toContain(`wait_seconds_bucket{${labels},le="0.5"} 2\n`);
  expect(text).toContain(`wait_seconds_bucket{${labels},le="5"} 3\n`);
  expect(text).toContain(`wait_seconds_bucket{${labels},le="+Inf"} 4\n`);
  expect(text).toContain(`wait_seconds_sum{${labels}} 14.75\n`);
  expect(text).toContain(`wait_seconds_count{${labels}} 4\n`);
});
