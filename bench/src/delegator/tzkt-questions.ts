import type { AskedPage } from "./true-pages.ts";

/** How the child starts its stand-in: `perSecond` 0 means no limiter. */
type TzktStart = { readonly rows: number; readonly perSecond: number };

/** The truth in two digests (SHA-256 in hex): of all that the service stores, and of the original's columns. */
export type ChainTruth = {
  readonly rows: number;
  readonly mirrorDigest: string;
  readonly originalDigest: string;
};

/** SHA-256 in hex over the bytes of each export, without the last line of the CSV. */
export type ExportDigests = { readonly csv: string; readonly ndjson: string };

/** A stretch of time in milliseconds since 1970, both ends included. */
export type Span = { readonly fromMs: number; readonly untilMs: number };

/** What came in during a span of time. */
export type Requests = {
  readonly count: number;
  /** Answered with 429. */
  readonly refused: number;
  /** Pages that had never been asked for before the span, so that their answers were made in it. */
  readonly unprepared: number;
};

/** What `tzkt-child.ts` can be asked. `start` comes first, and `truth` before what follows from it. */
export type TzktQuestions = {
  start(options: TzktStart): Promise<{ readonly url: string }>;
  truth(none: null): ChainTruth;
  /** Every delegation of the chain as final. */
  exports(none: null): ExportDigests;
  requests(span: Span): Requests;
  /** Bodies of these pages. */
  pages(asked: readonly AskedPage[]): readonly string[];
  /** Rows of the whole history (null) or of a year. */
  count(year: number | null): number;
};
