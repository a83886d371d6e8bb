import { Type, type TUnsafe } from "typebox";

import { BigIntText, type BigIntTextOptions } from "./bigint-text.ts";

/**
 * Response schema of a bigint or null. Fastify's serializer writes a bigint for a plain string only,
 * not inside a union or a list of types, so the schema says `nullable`; the OpenAPI document has the
 * list of types that version 3.1 wants.
 */
export function NullableBigIntText(options: BigIntTextOptions = {}): TUnsafe<bigint | null> {
  return Type.Unsafe<bigint | null>({ ...BigIntText(options), nullable: true });
}
