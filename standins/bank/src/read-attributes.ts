import { ATTRIBUTE_RULES, type AttributeRule } from "./attribute-rules.ts";
import type { Attributes, AttributeValue } from "./bank-account.ts";
import { isRecord } from "./is-record.ts";
import type { ProfileRules } from "./profile.ts";

/** The attributes of a body as far as they were understood, and what is wrong with them. */
export type ReadAttributes = {
  readonly attributes: Attributes;
  readonly failures: readonly string[];
};

/** Reads the attributes of a new account, or of a change, in which nothing is required. */
export function readAttributes(
  value: unknown,
  { isNameRequired, forgotten }: ProfileRules,
  { isChange }: { readonly isChange: boolean },
): ReadAttributes {
  const given = isRecord(value) ? value : {};
  const required = new Set(isChange ? [] : isNameRequired ? ["country", "name"] : ["country"]);
  const attributes: Record<string, AttributeValue> = {};
  const failures: string[] = [];
  for (const rule of ATTRIBUTE_RULES) {
    const { name } = rule;
    const found = given[name];
    if (isAbsent(found)) {
      if (required.has(name)) failures.push(`${name} in body is required`);
      continue;
    }
    if (isOfKind(found, rule)) {
      failures.push(...mistakesIn(found, rule));
      if (!forgotten.has(name)) attributes[name] = found;
    } else {
      failures.push(`${name} in body must be of type ${KINDS[rule.kind]}: "${typeof found}"`);
    }
  }
  return { attributes, failures };
}

const KINDS = { text: "string", texts: "array", flag: "boolean" } as const;

/** An empty text or list and null count as absent, as where the image's Go code leaves zero values out. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}

function isOfKind(value: unknown, { kind }: AttributeRule): value is AttributeValue {
  if (kind === "text") return typeof value === "string";
  if (kind === "flag") return typeof value === "boolean";
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function mistakesIn(value: AttributeValue, rule: AttributeRule): readonly string[] {
  const { name, pattern, choices } = rule;
  if (typeof value !== "string") return [];
  if (pattern !== undefined && !pattern.test(value)) {
    return [`${name} in body should match '${pattern.source}'`];
  }
  if (choices !== undefined && !choices.includes(value)) {
    return [`${name} in body should be one of [${choices.join(" ")}]`];
  }
  return [];
}
