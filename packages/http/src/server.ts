import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";

import type { ProblemBody } from "./problem-body.ts";

/**
 * A Fastify server whose routes are typed by TypeBox schemas. Ends with `await using`: it stops
 * accepting, lets requests in flight finish for at most `drainMs`, then destroys what is left.
 */
export type Server = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module "fastify" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be merged into Fastify's.
  interface FastifyRequest {
    /** Trace this request belongs to, 32 hexadecimal digits: the reference in logs and problems. */
    traceId: string;
  }
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be merged into Fastify's.
  interface FastifyContextConfig {
    /**
     * The route's answers last for as long as the client likes, so they do not count as requests in flight; `if_accepted`:
     * those to clients that accept an event stream.
     */
    isStream?: boolean | "if_accepted";
  }
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be merged into Fastify's.
  interface FastifyInstance {
    /** Sets the shape of problem bodies for the routes of this scope and those below it. */
    setProblemBody(body: ProblemBody): void;
  }
}
