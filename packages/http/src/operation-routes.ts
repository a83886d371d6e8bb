import type { Metrics } from "@holdfast/telemetry";
import { Type } from "typebox";

import type { InFlight } from "./in-flight.ts";
import { type Readiness, type ReadinessCheck, readinessOf } from "./readiness.ts";
import type { Server } from "./server.ts";

/** What the operations routes speak about. */
export type Operations = {
  readonly metrics: Metrics;
  readonly readiness: ReadinessCheck;
  readonly flight: InFlight;
  readonly openapi: () => string;
};

/** Registers `/healthz`, `/readyz`, `/metrics` and `/openapi.json`; none of them is in the document itself. */
export function addOperationRoutes(server: Server, operations: Operations): void {
  const schema = { hide: true, response: { "2xx": Type.Unknown() } };
  const open = { schema, config: { access: "public" } } as const;
  const noStore = { "cache-control": "no-store" };

  server.get("/healthz", open, (_request, reply) =>
    reply.headers(noStore).type("application/json").send('{"status":"ok"}'),
  );
  server.get("/readyz", open, async (request, reply) => {
    const { isReady, reasons = [] } = await readiness(operations, (err) =>
      request.log.error({ err }, "readiness check failed"),
    );
    const status = isReady ? "ready" : "unready";
    return reply
      .code(isReady ? 200 : 503)
      .headers(noStore)
      .type("application/json")
      .send(JSON.stringify({ status, reasons }));
  });
  server.get("/metrics", open, async (_request, reply) =>
    reply
      .headers(noStore)
      .type(operations.metrics.contentType)
      .send(await operations.metrics.render()),
  );
  server.get("/openapi.json", open, (_request, reply) =>
    reply.type("application/json").send(operations.openapi()),
  );
}

async function readiness(
  operations: Operations,
  onError: (error: unknown) => void,
): Promise<Readiness> {
  if (operations.flight.isDraining()) return { isReady: false, reasons: ["stopping"] };
  return readinessOf(operations.readiness, onError);
}
