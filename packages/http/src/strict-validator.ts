import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";

import { InvalidRequest } from "./invalid-request.ts";
import { textMistakes } from "./text-mistakes.ts";
import { textValues } from "./text-values.ts";
import { validationErrors } from "./validation-errors.ts";

const PART_NAMES: Readonly<Record<string, string>> = { querystring: "query" };

/**
 * Fastify's validator compiler for TypeBox schemas: no coercion in a body, only plain integers,
 * decimals and booleans elsewhere, the defaults of missing top-level fields, and all mistakes of a
 * part reported together. What `parseJsonStrictly` says of a body's texts is said of the other parts here.
 */
export const strictValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = "body" }) => {
  const compiled = Compile(schema);
  const convert = httpPart === "body" ? (value: unknown) => value : textValues(schema);
  const defaults = defaultsOf(schema);
  const part = PART_NAMES[httpPart] ?? httpPart;
  return (input: unknown) => {
    const texts = httpPart === "body" ? [] : textMistakes(part, input);
    if (texts.length > 0) return { error: new InvalidRequest(texts, "invalid_text") };
    const value = withDefaults(convert(input), defaults);
    if (compiled.Check(value)) return { value };
    return { error: new InvalidRequest(validationErrors(part, compiled.Errors(value))) };
  };
};

type Defaults = readonly (readonly [name: string, value: unknown])[];

function defaultsOf(schema: object): Defaults {
  if (!("properties" in schema) || !isObject(schema.properties)) return [];
  return Object.entries(schema.properties).flatMap(([name, property]: [string, unknown]) =>
    isObject(property) && "default" in property ? [[name, property.default] as const] : [],
  );
}

function withDefaults(value: unknown, defaults: Defaults): unknown {
  if (defaults.length === 0 || !isObject(value)) return value;
  const missing = defaults.filter(([name]) => !Object.hasOwn(value, name));
  return missing.length === 0 ? value : { ...value, ...Object.fromEntries(missing) };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
