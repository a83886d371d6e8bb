import { BUILT_IN } from "./built-in-problems.ts";
import type { Surroundings } from "./exchange-hook.ts";
import { HttpProblem } from "./http-problem.ts";
import type { Server } from "./server.ts";

/** How often late replies are looked for, as parts of the timeout, and at most how long apart. */
const CHECKS_PER_TIMEOUT = 4;
const CHECK_MS_MAX = 250;

/**
 * Answers 503 where a handler has sent nothing in time. One sweep over the replies in flight instead
 * of a timer for each: Fastify's own `handlerTimeout` took 5 of 39 microseconds per request, and it
 * cuts off answers that stream for longer.
 */
export function answerLate(server: Server, { flight, limits, signals }: Surroundings): void {
  const { handlerTimeoutMs } = limits;
  const sweep = (): void => {
    for (const reply of flight.lateSince(performance.now() - handlerTimeoutMs)) {
      reply.send(new HttpProblem(BUILT_IN.handler_timeout));
      signals.abort(reply.request);
    }
  };
  const timer = setInterval(sweep, Math.min(CHECK_MS_MAX, handlerTimeoutMs / CHECKS_PER_TIMEOUT));
  timer.unref();
  server.addHook("onClose", async () => clearInterval(timer));
}
