import { SerializerSelector } from "@fastify/fast-json-stringify-compiler";
import type { FastifyServerOptions } from "fastify";

type CompilersFactory = NonNullable<
  NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]
>;

/**
 * Fastify's serializer, compiled for an answer when the first one is given. Most answers of a route are problems, of which
 * many are never given, and to compile them all was an eighth of the start of a service.
 */
export const lazySerializer: NonNullable<CompilersFactory["buildSerializer"]> = (...given) => {
  const compile = SerializerSelector()(...given);
  return (route) => {
    let serialize: ((body: unknown) => string) | undefined;
    return (body) => {
      serialize ??= compile(route);
      return serialize(body);
    };
  };
};
