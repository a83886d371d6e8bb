import type { Trigger } from "./trigger-schedule.ts";

/** What goes wrong with a page of rows. */
export const PAGE_KINDS = [
  "duplicated_rows",
  "previous_page",
  "rows_out_of_order",
  "missing_row",
  "short_page",
  "empty_page",
  "page_too_long",
  "corrupt_address",
  "corrupt_id",
  "unsafe_id",
  "wrong_timestamp",
] as const;

/** What goes wrong, without further detail. */
export const PLAIN_KINDS = [
  "reset_before_headers",
  "reset_mid_body",
  "truncated_json",
  "wrong_shape",
  "html",
  "gzip_header_on_plain_body",
  "wrong_chain_id",
  "stale_replica",
  "orphaned_replica",
  ...PAGE_KINDS,
] as const;

/** What goes wrong for a stated time, in milliseconds. */
export const TIMED_KINDS = ["refuse_connections", "stall_headers", "stall_body"] as const;

/** The statuses a `server_error` may have. */
export const SERVER_ERRORS = [500, 502, 503, 504] as const;

/** How a refusal for too many requests tells the time to wait. */
export const RETRY_AFTER_FORMS = ["none", "seconds", "date"] as const;

/** One of those forms. */
export type RetryAfterForm = (typeof RETRY_AFTER_FORMS)[number];

type PlainKind = (typeof PLAIN_KINDS)[number];
type TimedKind = (typeof TIMED_KINDS)[number];

/** What goes wrong. */
export type FaultEffect =
  | { readonly kind: PlainKind }
  | { readonly kind: TimedKind; readonly ms: number }
  | { readonly kind: "server_error"; readonly status: (typeof SERVER_ERRORS)[number] }
  | { readonly kind: "too_many_requests"; readonly retryAfter: RetryAfterForm }
  | { readonly kind: "clock_jump"; readonly seconds: number };

/** The name of an effect. */
export type FaultKind = FaultEffect["kind"];

/** When it goes wrong. Only requests the kind makes sense for are counted. */
type FaultTrigger = Trigger & {
  /** Only requests whose path and query start like this. */
  readonly path?: string;
};

/** One thing that goes wrong. */
export type Fault = FaultTrigger & FaultEffect;

/** Everything that goes wrong. Where two faults meet in one request the first in the list wins. */
export type FaultPlan = { readonly seed?: number; readonly faults: readonly Fault[] };
