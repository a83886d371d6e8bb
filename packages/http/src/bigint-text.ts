import { Type, type TUnsafe } from "typebox";

/** Documentation of one amount. */
export type BigIntTextOptions = {
  readonly description?: string;
  readonly examples?: readonly string[];
};

/**
 * Response schema of a bigint: the program hands over a `bigint`, the wire carries a decimal string.
 * For responses only; a request's text stays a string.
 */
export function BigIntText(options: BigIntTextOptions = {}): TUnsafe<bigint> {
  return Type.Unsafe<bigint>({ type: "string", pattern: "^-?[0-9]+$", ...options });
}
