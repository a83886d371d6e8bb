import { openMetrics } from "@holdfast/telemetry";
import { expect, test } from "vitest";

import { streamMetrics } from "./stream-metrics.ts";

test("clients are asked for, events and overflows are counted", async () => {
  const metrics = openMetrics({ service: "delegator" });
  const { onEvent, onOverflow } = streamMetrics(metrics, () => 3);
  onEvent();
  onEvent();
  onOverflow();
  const text = await metrics.render();
  expect(text).toContain('delegator_stream_clients{service="delegator"} 3\n');
  expect(text).toContain('delegator_stream_events_total{service="delegator"} 2\n');
  expect(text).toContain('delegator_stream_overflows_total{service="delegator"} 1\n');
});
