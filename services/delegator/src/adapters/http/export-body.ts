import { type Duplex, PassThrough } from "node:stream";
import { constants, createGzip } from "node:zlib";

import type { ExportFormat } from "../../application/delegation-exports.ts";
import type { HistoryMark } from "../../application/history-mark.ts";

/** The least effort: an export is limited by this process, not by the line. */
const GZIP = { level: constants.Z_BEST_SPEED };

/** What an export is written into, and read from by the client. */
export function exportBody(encoding: "gzip" | "identity"): Duplex {
  return encoding === "gzip" ? createGzip(GZIP) : new PassThrough();
}

/** Whether the client asked for gzip in so many words; `*` or a weight of 0 is no wish. */
export function exportEncoding(acceptEncoding: string | undefined): "gzip" | "identity" {
  const wish = /(?:^|,)\s*gzip\s*(?:;\s*q=(?<weight>[\d.]+)\s*)?(?=,|$)/i.exec(
    acceptEncoding ?? "",
  );
  return wish === null || Number(wish.groups?.["weight"] ?? 1) === 0 ? "identity" : "gzip";
}

/** The last line, by which a reader of a file knows that nothing was cut off. JSON has no comments. */
export function exportTrailer(format: ExportFormat, { rows, head, final }: HistoryMark): string {
  return format === "csv" ? `# as_of=${rows} head=${head} final=${final}\n` : "";
}
