import { SerializerSelector } from "@fastify/fast-json-stringify-compiler";
import type { FastifyServerOptions } from "fastify";

type CompilersFactory = NonNullable<
  NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]
>;

/** Statuses, as schemas have them. */
const PROBLEM = /^[45]/;

/**
 * Fastify's serializer, compiled for a problem when the first one is answered. Most answers of a route are problems, of
 * which many are never given, and to compile them all was a tenth of the start of a service. What a route answers when all
 * is well is compiled at the start, which fails if it cannot be.
 */
export const lazySerializer: NonNullable<CompilersFactory["buildSerializer"]> = (...given) => {
  const compile = SerializerSelector()(...given);
  return (route) => {
    if (!PROBLEM.test(route.httpStatus ?? "")) return compile(route);
    let serialize: ((body: unknown) => string) | undefined;
    return (body) => {
      serialize ??= compile(route);
      return serialize(body);
    };
  };
};
