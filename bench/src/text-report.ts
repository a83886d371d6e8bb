import type { Report } from "./contract.ts";

type Cell = number | string;

/** A report in plain text lines. */
export function textReport(write: (line: string) => void): Report {
  return {
    progress: (text) => write(`… ${text}`),
    note: (text) => write(text),
    postgres: (version) => write(`postgresql ${version}`),
    table: (headers, rows) => {
      for (const line of tableLines(headers, rows)) write(line);
    },
  };
}

/** Columns as wide as their widest cell; numbers to the right, text to the left. */
export function tableLines(
  headers: readonly string[],
  rows: readonly (readonly Cell[])[],
): string[] {
  const lines: (readonly Cell[])[] = [headers, ...rows];
  const widths = headers.map((_, column) =>
    Math.max(...lines.map((cells) => String(cells[column] ?? "").length)),
  );
  const isNumeric = headers.map(
    (_, column) => rows.length > 0 && rows.every((cells) => typeof cells[column] === "number"),
  );
  return lines.map((cells) =>
    widths
      .map((width, column) => {
        const text = String(cells[column] ?? "");
        return isNumeric[column] === true ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
