import type { Operation } from "../plan.ts";
import { type Books, keyOf, type Transfer } from "./books.ts";

/** A payment as log and table know it; times and amounts as texts. */
export type Payment = {
  readonly tenant: string;
  readonly id: string;
  readonly amount: string;
  readonly submission: string;
  readonly hold: string;
  readonly post: string;
  readonly release: string;
  readonly reversal: string;
  readonly phase: string | null;
  /** Where somebody has to look after it. */
  readonly attention: string | null;
};

/** A payment as the rail knows it. */
export type Submission = {
  readonly submission_id: string;
  readonly amount: string;
  readonly state: string;
  /** How often another payment came under its id. */
  readonly conflicts: number;
};

/** Reads the payments of all tenants. */
export const PAYMENTS = `select e.tenant_id::text as tenant, d->>'payment' as id, d->'amount'->>'$bigint' as amount,
    d->>'submission' as submission,
    d->'transfers'->>'hold' as hold, d->'transfers'->>'post' as post, d->'transfers'->>'release' as release,
    d->'transfers'->>'reversal' as reversal, p.phase, p.attention_step as attention
  from (select *, data::jsonb as d from payments.events where type = 'PaymentRequested') as e
  left join payments.payment as p on p.tenant_id = e.tenant_id and p.id = (d->>'payment')::uuid`;

/** What the rail says of a payment that has come to this end, and what has become of its money. */
const ENDS: Readonly<Record<string, readonly [rail: string, money: string]>> = {
  refused: ["nothing", "the payer's"],
  compensated: ["rejected", "the payer's"],
  settled: ["settled", "paid"],
  returned: ["returned", "the payer's"],
};

/** The ids of payments that the rail will give back once it has paid; whom they pay is sealed in the log. */
export function comingBack({
  operations,
}: {
  readonly operations: readonly Pick<Operation, "body" | "marks">[];
}): ReadonlySet<string> {
  const back = operations.filter(({ body }) => body.includes("-RETURN-"));
  return new Set(back.flatMap(({ marks }) => marks));
}

/** Whether a payment goes no further by itself. */
export function isAtRest(
  { id, phase, attention }: Pick<Payment, "id" | "phase" | "attention">,
  coming: ReadonlySet<string>,
): boolean {
  if (attention !== null) return true;
  if (phase === "settled") return !coming.has(id);
  return phase !== null && phase in ENDS;
}

/** Whether the money of each payment is in one place, and the rail agrees where. */
export function auditRail(
  payments: readonly Payment[],
  submissions: readonly Submission[],
  books: Books,
): readonly string[] {
  const sent = new Map(submissions.map((each) => [each.submission_id, each]));
  const known = new Set(payments.map(({ submission }) => submission));
  return [
    ...payments.flatMap((each) => wrongWith(each, sent.get(each.submission), books)),
    ...submissions
      .filter(({ submission_id: id }) => !known.has(id))
      .map(({ submission_id: id }) => `the rail was given ${id}, which is no payment`),
    ...submissions
      .filter(({ conflicts }) => conflicts > 0)
      .map(({ submission_id: id }) => `the rail was given ${id} with other contents`),
  ];
}

function wrongWith(
  payment: Payment,
  sent: Submission | undefined,
  books: Books,
): readonly string[] {
  const { tenant, id, phase, amount, attention } = payment;
  const money = whereaboutsOf(payment, books);
  const is = [sent?.state ?? "nothing", money].join(", ");
  const wrong = sent !== undefined && sent.amount !== amount ? [`the rail has ${sent.amount}`] : [];
  const end = ENDS[phase ?? ""]?.join(", ");
  // Where somebody has to look after it, money may be held for as long as nobody does.
  if (attention === null && is !== end) wrong.push(`is ${phase} (${end}), but ${is}`);
  return wrong.map((what) => `payment ${id} of tenant ${tenant}: ${what}`);
}

/** Where the money of a payment is by the books. */
function whereaboutsOf({ tenant, hold, post, release, amount }: Payment, books: Books): string {
  const of = (transfer: string): Transfer | undefined =>
    books.transfers.get(keyOf(tenant, transfer));
  const held = of(hold);
  const posted = of(post);
  if (held === undefined) return "the payer's";
  if (held.amount !== BigInt(amount)) return `${held.amount} held`;
  if (held.ended === undefined) return "held";
  if (held.ended.by === release) return "the payer's";
  if (posted?.pendingId !== hold || posted.amount !== held.amount) return "nowhere";
  return posted.reversed === posted.amount ? "the payer's" : "paid";
}
