import type { Failure } from "./form3-error.ts";

/** Stands before the failures of every level of the body. */
const LIST = "validation failure list:";

const RULES = ["required", "pattern", "choice", "type"] as const;

/** The lines that name a member. */
const NAMING = /^\S+ in body |^\S+ is not a valid uuid$|^invalid version( |$)/u;
/** The member, and what is behind the wording of each rule. */
const FAILURE =
  /^(?:invalid )?(\S+)(?: |$)(?:in body )?(?:is (required)|should match '(.*)'|should be one of \[(.*)\]|(?:must be of type|is not a valid) (.*)|(.*))$/u;

/** A message of the bank in one line, without the words that only show how deep a failure lies. */
export const inOneLine = (message: string) => linesOf(message).join("; ");

/** Takes the nested list of failures apart; none for a text that is no such list. */
export function readFailures(message: string): readonly Failure[] {
  const isList = message.startsWith(LIST);
  return linesOf(message).flatMap((line) => {
    const found = NAMING.test(line) ? FAILURE.exec(line) : undefined;
    if (!found && !isList) return [];
    const [, field = "", ...details] = found ?? [];
    const at = details.findIndex(Boolean);
    return [{ field, rule: RULES[at] ?? "other", detail: details[at] ?? line }];
  });
}

const linesOf = (message: string) =>
  message.split("\n").filter((line) => line !== LIST && line !== "");
