import { Value } from "typebox/value";

import { durationMs, durationText } from "./duration-text.ts";
import { quoted } from "./quoted.ts";
import type { Variable, VariableKind } from "./variable.ts";

/** What a text came to: a value that satisfies the variable's schema, or why it does not. */
export type Conversion = { readonly value: unknown } | { readonly reason: string };

/** Converts the text of one variable to its schema's type and checks it against the schema. */
export function convertText(variable: Variable, text: string): Conversion {
  const value = FORMS[variable.kind].parse(text, variable);
  if (value === undefined)
    return { reason: `${quoted(variable, text)} is not ${expectation(variable)}` };
  const [error] = Value.Errors(variable.schema, value);
  if (error === undefined) return { value };
  return { reason: `${quoted(variable, text)} ${complaint(variable, error)}` };
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const INTEGER = /^-?\d+$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["on", true],
  ["1", true],
  ["false", false],
  ["off", false],
  ["0", false],
]);

type Form = {
  readonly parse: (text: string, variable: Variable) => unknown;
  readonly expectation: string;
};

const FORMS: Readonly<Record<VariableKind, Form>> = {
  duration: {
    parse: (text) => durationMs(text),
    expectation: "a duration; write for example 200ms, 5s or 24h",
  },
  integer: { parse: integer, expectation: "an integer" },
  number: {
    parse: (text) => (DECIMAL.test(text) ? Number(text) : undefined),
    expectation: "a decimal number",
  },
  boolean: {
    parse: (text) => BOOLEANS.get(text.toLowerCase()),
    expectation: "one of true, false, on, off, 1, 0",
  },
  url: { parse: (text) => (URL.canParse(text) ? text : undefined), expectation: "a URL" },
  choice: {
    parse: (text, { choices }) => choices.find((choice) => String(choice) === text),
    expectation: "one of",
  },
  string: { parse: (text) => text, expectation: "a text" },
};

function integer(text: string): number | undefined {
  const value = INTEGER.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function expectation(variable: Variable): string {
  const words = FORMS[variable.kind].expectation;
  return variable.kind === "choice" ? `${words} ${variable.choices.map(String).join(", ")}` : words;
}

function complaint(
  variable: Variable,
  error: { readonly message: string; readonly params: object },
): string {
  const { message, params } = error;
  if (variable.kind !== "duration" || !("limit" in params)) return message;
  return message.replace(/-?\d+$/, (limit) => durationText(Number(limit)));
}
