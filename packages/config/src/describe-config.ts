import type { TObject } from "typebox";

import { durationText } from "./duration-text.ts";
import { withoutPassword } from "./quoted.ts";
import { variablesOf, type Variable } from "./variable.ts";

/** What the table says beyond the schema. */
export type DescribeConfigOptions = {
  /** The aliases handed to `readConfig`; named behind the meaning. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
};

/** The table for `--help`: one line per variable with its default and its meaning, columns aligned. */
export function describeConfig(schema: TObject, options: DescribeConfigOptions = {}): string {
  const rows = variablesOf(schema).map((variable) => [
    variable.name,
    defaultText(variable),
    meaning(variable, options.aliases?.[variable.name] ?? []),
  ]);
  const table = [["VARIABLE", "DEFAULT", "MEANING"], ...rows];
  const [nameWidth, defaultWidth] = [columnWidth(table, 0), columnWidth(table, 1)];
  return table
    .map(([name = "", fallback = "", words = ""]) =>
      `${name.padEnd(nameWidth)}  ${fallback.padEnd(defaultWidth)}  ${words}`.trimEnd(),
    )
    .join("\n");
}

function columnWidth(table: readonly (readonly string[])[], column: number): number {
  return Math.max(...table.map((row) => row[column]?.length ?? 0));
}

function defaultText({ fallback, isOptional, isSecret, kind }: Variable): string {
  if (fallback === undefined) return isOptional ? "-" : "required";
  if (isSecret) return "(hidden)";
  if (kind === "duration" && typeof fallback === "number") return durationText(fallback);
  return withoutPassword(typeof fallback === "string" ? fallback : JSON.stringify(fallback));
}

function meaning({ description, choices }: Variable, aliases: readonly string[]): string {
  const parts = [description];
  if (choices.length > 0) parts.push(`(${choices.map(String).join(" | ")})`);
  if (aliases.length > 0) parts.push(`(also ${aliases.join(", ")})`);
  return parts.filter((part) => part !== "").join(" ");
}
