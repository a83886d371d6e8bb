import { type Static, type TSchema, Type } from "typebox";
import { Value } from "typebox/value";

import type { OutcomePage, RailStatus } from "../../application/rail.ts";

const State = Type.Enum(["received", "accepted", "settled", "rejected", "returned"]);
const Reference = Type.String({ minLength: 1, maxLength: 140 });
const Code = Type.String({ maxLength: 64 });

const Receipt = Type.Object({ rail_reference: Reference });
const Status = Type.Object({
  submission_id: Type.String({ maxLength: 64 }),
  rail_reference: Reference,
  state: State,
  reason_code: Type.Optional(Type.Union([Code, Type.Null()])),
});
const Page = Type.Object({
  outcomes: Type.Array(Status),
  next_cursor: Type.String({ minLength: 1, maxLength: 512 }),
  has_more: Type.Boolean(),
});
const Refusal = Type.Object({ code: Code });

/** What is unknown in an answer is passed over; what is missing makes it none. */
function read<Schema extends TSchema>(schema: Schema, body: unknown): Static<Schema> | undefined {
  return Value.Check(schema, body) ? body : undefined;
}

/** The rail's name for what it was given. */
export function readReceipt(body: unknown): string | undefined {
  return read(Receipt, body)?.rail_reference;
}

/** How a submission stands, if the answer is about that one. */
export function readStatus(body: unknown, submission: string): RailStatus | undefined {
  const status = read(Status, body);
  return status?.submission_id.toLowerCase() === submission ? statusOf(status) : undefined;
}

/** A page of outcomes. */
export function readPage(body: unknown): OutcomePage | undefined {
  const page = read(Page, body);
  if (page === undefined) return undefined;
  const { outcomes, next_cursor: next, has_more: hasMore } = page;
  return {
    outcomes: outcomes.map((each) => ({
      submission: each.submission_id.toLowerCase(),
      ...statusOf(each),
    })),
    next,
    hasMore,
  };
}

/** The code of a refusal. */
export function readCode(body: unknown): string | undefined {
  return read(Refusal, body)?.code;
}

function statusOf(status: Static<typeof Status>): RailStatus {
  const { rail_reference: ref, state, reason_code: reason } = status;
  return { ref, state, reason: reason ?? "" };
}
