import type { TObject, TSchema } from "typebox";

import { DURATION_UNIT } from "./duration.ts";

/** How the text of a variable becomes a value. */
export type VariableKind =
  | "duration"
  | "integer"
  | "number"
  | "boolean"
  | "string"
  | "url"
  | "choice";

/** One property of the configuration schema, read once into what this package needs of it. */
export type Variable = {
  readonly name: string;
  readonly schema: TSchema;
  readonly kind: VariableKind;
  /** The values a choice allows; empty for every other kind. */
  readonly choices: readonly unknown[];
  readonly isOptional: boolean;
  readonly isSecret: boolean;
  readonly fallback: unknown;
  readonly description: string;
};

/** Every variable of a schema, in the order it was declared. */
export function variablesOf(schema: TObject): readonly Variable[] {
  const required: ReadonlySet<string> = new Set(schema.required);
  return Object.entries(schema.properties).map(([name, property]) => {
    const choices = choicesOf(property);
    const description = keyword(property, "description");
    return {
      name,
      schema: property,
      kind: choices.length > 0 ? "choice" : kindOf(name, property),
      choices,
      isOptional: !required.has(name),
      isSecret: keyword(property, "secret") === true,
      fallback: keyword(property, "default"),
      description: typeof description === "string" ? description : "",
    };
  });
}

const KIND_BY_TYPE: ReadonlyMap<unknown, VariableKind> = new Map([
  ["integer", "integer"],
  ["number", "number"],
  ["boolean", "boolean"],
  ["string", "string"],
]);

function kindOf(name: string, schema: TSchema): VariableKind {
  const kind = KIND_BY_TYPE.get(keyword(schema, "type"));
  if (kind === undefined) throw new TypeError(`${name} has a schema no text can be converted to`);
  if (kind === "integer" && keyword(schema, "unit") === DURATION_UNIT) return "duration";
  if (kind === "string" && keyword(schema, "format") === "uri") return "url";
  return kind;
}

function choicesOf(schema: TSchema): readonly unknown[] {
  const values = keyword(schema, "enum");
  if (Array.isArray(values)) return values;
  const branches = keyword(schema, "anyOf");
  if (Array.isArray(branches)) return branches.map((branch) => keyword(branch, "const"));
  const only = keyword(schema, "const");
  return only === undefined ? [] : [only];
}

/** A keyword of a schema, of which TypeBox's type says nothing. */
function keyword(schema: TSchema, name: string): unknown {
  return Reflect.get(schema, name);
}
