import { createHash } from "node:crypto";

import { jsonAnswer, refusal, type Answer } from "./answer.ts";
import type { Books } from "./books.ts";
import type { Payment } from "./payment.ts";

/** The rail's own name for a payment, always the same. */
function railReference(id: string): string {
  const digest = createHash("sha256").update(id).digest("hex");
  return `RL${digest.slice(0, 16).toUpperCase()}`;
}

/** The receipt of a payment: the same bytes however often it is asked for. */
export function receiptOf(id: string): Answer {
  const body = { submission_id: id, rail_reference: railReference(id), state: "received" };
  return jsonAnswer(202, body);
}

/** Where a payment stands. */
export function statusOf({ submission, ...payment }: Payment): Answer {
  const { submission_id: id, ...content } = submission;
  return jsonAnswer(200, {
    submission_id: id,
    rail_reference: railReference(id),
    ...standing(payment),
    ...content,
    received_at: timeOf(payment.receivedMs),
    changed_at: timeOf(payment.changedMs),
  });
}

const OUTCOMES = { usual: 100, most: 1000 };
const AUDIT = { usual: 1000, most: 10_000 };

/** A page of what became of payments; it begins up to so many before the cursor, and yet brings something new. */
export function outcomesPage(books: Books, query: URLSearchParams, again: number): Answer {
  const page = readPage(query, OUTCOMES, books.outcomes.length);
  if (page.window === undefined) return page.refusal;
  const { after, limit } = page.window;
  const from = Math.max(0, after - Math.min(again, limit - 1));
  const end = Math.min(from + limit, books.outcomes.length);
  const outcomes = books.outcomes.slice(from, end).map((outcome, at) => ({
    cursor: `${from + at + 1}`,
    submission_id: outcome.id,
    rail_reference: railReference(outcome.id),
    ...standing(outcome),
    at: timeOf(outcome.atMs),
  }));
  const hasMore = end < books.outcomes.length;
  return jsonAnswer(200, { outcomes, next_cursor: `${end}`, has_more: hasMore });
}

/** A page of all payments with everything known of them, and what they sum up to altogether. */
export function auditPage(books: Books, query: URLSearchParams): Answer {
  const page = readPage(query, AUDIT, books.ids.length);
  if (page.window === undefined) return page.refusal;
  const { after, limit } = page.window;
  const end = Math.min(after + limit, books.ids.length);
  const payments = books.ids.slice(after, end).flatMap((id) => books.find(id) ?? []);
  return jsonAnswer(200, {
    submissions: payments.map(({ submission, received, conflicts, ...payment }) => ({
      ...submission,
      rail_reference: railReference(submission.submission_id),
      ...standing(payment),
      received,
      conflicts,
    })),
    next_cursor: `${end}`,
    has_more: end < books.ids.length,
    count: books.ids.length,
    moved: books.money.summary(),
  });
}

function standing({ state, reason }: Pick<Payment, "state" | "reason">) {
  return { state, ...(reason === undefined ? {} : { reason_code: reason }) };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

type Window = { readonly after: number; readonly limit: number };
type ReadPage =
  | { readonly window: Window }
  | { readonly window: undefined; readonly refusal: Answer };
type Limits = { readonly usual: number; readonly most: number };

const WHOLE = /^\d{1,15}$/u;

function readPage(query: URLSearchParams, { usual, most }: Limits, length: number): ReadPage {
  const after = wholeOr(query.get("after"), 0);
  const limit = wholeOr(query.get("limit"), usual);
  if (!(limit >= 1 && limit <= most)) {
    return bad("bad_limit", `limit must be a whole number from 1 to ${most}`);
  }
  // A cursor from another life would otherwise wait in silence until the list has grown as long again.
  if (!(after <= length)) return bad("unknown_cursor", "after is no cursor of this list");
  return { window: { after, limit } };
}

function bad(code: string, message: string): ReadPage {
  return { window: undefined, refusal: refusal(400, code, message) };
}

/** NaN for what is no whole number. */
function wholeOr(text: string | null, fallback: number): number {
  if (text === null || text === "") return fallback;
  return WHOLE.test(text) ? Number(text) : Number.NaN;
}
