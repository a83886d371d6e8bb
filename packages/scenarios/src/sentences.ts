import type { Tagged } from "@holdfast/cqrs";

import { isRecord } from "./is-record.ts";
import { isMatching } from "./matching.ts";
import { show } from "./show.ts";

/** How a command or an event is said, by its type. */
export type Says<Message extends Tagged> = {
  readonly [Type in Message["type"]]?: (
    message: Extract<Message, { readonly type: Type }>,
  ) => string;
};

/** The sentence of a command or an event: its own, or one made of its name and its fields. */
export function sentenceOf(says: object, message: Tagged): string {
  const own: unknown = Reflect.get(says, message.type);
  if (!isSaying(own) || hasTest(message)) return plainSentence(message);
  return own(message);
}

/** "MoneyDeposited" and "money_deposited" are "money deposited". */
export function wordsOf(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|_/g, " ").toLowerCase();
}

function plainSentence({ type, ...fields }: Tagged): string {
  return [wordsOf(type), fieldsText(fields)].filter(Boolean).join(": ");
}

/** "seconds 5, why tired"; empty for what has no fields. */
export function fieldsText(value: unknown): string {
  if (!isRecord(value) || isMatching(value)) return "";
  return Object.entries(value)
    .map(([name, field]) => `${wordsOf(name)} ${word(field)}`)
    .join(", ");
}

/** A value within a sentence. */
export function word(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? String(value) : show(value);
}

function isSaying(value: unknown): value is (message: Tagged) => string {
  return typeof value === "function";
}

/** Whether a value holds a test, so that no function that expects the value can say it. */
export function hasTest(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isMatching(value) || Object.values(value).some(hasTest);
}
