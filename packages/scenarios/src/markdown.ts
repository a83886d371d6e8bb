/** Nothing in a title or a value may be taken for markup. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]|#]/g, String.raw`\$&`).replaceAll(/\s+/g, " ");
}

/** A table; the cells are Markdown already. */
export function tableOf(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(headers), `|${"---|".repeat(headers.length)}`, ...rows.map(line)].join("\n");
}
