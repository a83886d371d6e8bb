import { setImmediate as turn } from "node:timers/promises";

import { openLogger, openMetrics, presentCause } from "@holdfast/telemetry";
import { Type } from "typebox";
import { expect, it } from "vitest";

import { causeHook } from "./cause-hook.ts";
import { createServer } from "./create-server.ts";

const schema = {
  response: { 200: Type.Object({ correlationId: Type.String(), traceparent: Type.String() }) },
};

it("whatever a request leads to knows it, and no other request's", async () => {
  const server = await createServer({
    service: "test",
    title: "Test",
    version: "1.2.3",
    logger: openLogger({
      service: "test",
      level: "info",
      format: "json",
      destination: { write: () => undefined },
    }),
    metrics: openMetrics({ service: "test" }),
    readiness: () => ({ isReady: true }),
    random: (bytes) => "ab".repeat(bytes),
  });
  server.addHook("onRequest", causeHook);
  server.get("/", { schema }, async () => {
    await turn();
    const { correlationId = "", traceparent = "" } = presentCause() ?? {};
    return { correlationId, traceparent };
  });
  const traces = ["1", "2", "3"].map((digit) => digit.repeat(32));
  const answers = await Promise.all(
    traces.map((trace) => {
      const headers = { traceparent: `00-${trace}-${"c".repeat(16)}-01` };
      return server.inject({ url: "/", headers });
    }),
  );
  expect(answers.map((answer) => answer.json())).toEqual(
    traces.map((trace) => ({
      correlationId: trace,
      traceparent: `00-${trace}-${"ab".repeat(8)}-01`,
    })),
  );
  expect(presentCause()).toBeUndefined();
});
