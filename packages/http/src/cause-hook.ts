import { withCause } from "@holdfast/telemetry";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Makes the request the cause of whatever is done for it, under its trace id:
 * `server.addHook("onRequest", causeHook)`, in services whose requests lead to commands.
 */
export function causeHook(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const traceparent = reply.getHeader("traceresponse");
  const trace = typeof traceparent === "string" ? { traceparent } : {};
  withCause({ correlationId: request.traceId, ...trace }, done);
}
