import type { DelegationFilter } from "../domain/delegation-filter.ts";
import type { HistoryMark } from "./history-mark.ts";

export const EXPORT_FORMATS = ["csv", "ndjson"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type ExportRequest = {
  readonly format: ExportFormat;
  readonly filter: DelegationFilter;
  /** Only the first so many rows of the history, as it was when it had no more. */
  readonly asOf: number | undefined;
};

/** What is known of an export before it is made; `count` where that needs no counting. */
export type ExportSize = (
  request: ExportRequest,
) => Promise<{ readonly mark: HistoryMark; readonly count: number | undefined }>;

/** The mark of the history that an export is pinned to. */
export function pinnedMark(
  mark: HistoryMark,
  { asOf = Infinity }: Pick<ExportRequest, "asOf">,
): HistoryMark {
  return { ...mark, rows: Math.min(mark.rows, asOf) };
}

/** An export that has begun; everything in it belongs to one state of the history. */
export type BegunExport = {
  /** `rows` is at most what was asked for by `asOf`. */
  readonly mark: HistoryMark;
  /** Delegations in the export. */
  readonly count: number;
  /** Oldest first, as text in UTF-8. */
  readonly chunks: AsyncIterable<Uint8Array>;
};

/** Hands the export over to `take`, and ends with it: what `take` does not read is never made. */
export type DelegationExports = (
  request: ExportRequest,
  take: (begun: BegunExport) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;
