import type { Manifest } from "@holdfast/postgres/backup";

/** What a backup holds, for programs. */
export function manifestSummary(manifest: Manifest) {
  const { service, schema, takenAt, tables, leftOut, log } = manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = tables.reduce((sum, table) => sum + table.fileBytes, 0);
  const head = log?.head ?? null;
  const isSigned = typeof log?.checkpoint === "string";
  return { service, schema, takenAt, tables: tables.length, rows, bytes, head, isSigned, leftOut };
}

/** The same in one line for people. */
export function manifestLine(manifest: Manifest): string {
  const { service, schema, takenAt, tables, rows, head, leftOut } = manifestSummary(manifest);
  const log = head === null ? "no log" : `log up to position ${head}`;
  const left = leftOut.length === 0 ? "" : `, without ${leftOut.join(", ")}`;
  return `${schema} of ${service} as of ${takenAt}: ${tables} tables, ${rows} rows, ${log}${left}`;
}
