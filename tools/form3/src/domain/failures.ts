import type { Failure } from "./form3-error.ts";

/** Stands before the failures of every level of the body. */
const LIST = "validation failure list:";

const RULES: readonly (readonly [Failure["rule"], RegExp])[] = [
  ["required", /^(?<field>\S+) in body is (?<detail>required)$/u],
  ["pattern", /^(?<field>\S+) in body should match '(?<detail>.*)'$/u],
  ["choice", /^(?<field>\S+) in body should be one of \[(?<detail>.*)\]$/u],
  ["type", /^(?<field>\S+) in body must be of type (?<detail>.*)$/u],
  ["other", /^(?<field>\S+) in body (?<detail>.*)$/u],
  ["type", /^(?<field>\S+) is not a valid (?<detail>uuid)$/u],
  ["other", /^invalid (?<field>version)(?<detail>.*)$/u],
];

/** A message of the bank in one line, without the words that only show how deep a failure lies. */
export function inOneLine(message: string): string {
  return message
    .split("\n")
    .filter((line) => line !== LIST && line !== "")
    .join("; ");
}

/** Takes the nested list of failures apart; none for a text that is no such list. */
export function readFailures(message: string): readonly Failure[] {
  const isList = message.startsWith(LIST);
  const lines = message.split("\n").filter((line) => line !== LIST && line !== "");
  return lines.flatMap((line) => {
    for (const [rule, pattern] of RULES) {
      const { field, detail } = pattern.exec(line)?.groups ?? {};
      if (field !== undefined) return [{ field, rule, detail: detail || line }];
    }
    return isList ? [{ field: "", rule: "other" as const, detail: line }] : [];
  });
}
