/** An event of a ledger as SQL reads it from the log: numbers as texts, null for what it does not say. */
export type Logged = {
  readonly position: string;
  readonly tenant: string;
  readonly type: string;
  readonly at: string;
  /** What the operation that it is an effect of is known by. */
  readonly mark: string | null;
  readonly account: string | null;
  readonly ledger: string | null;
  readonly normal_side: string | null;
  readonly limit: string | null;
  readonly min_available: string | null;
  readonly transfer: string | null;
  readonly debit_account: string | null;
  readonly credit_account: string | null;
  readonly amount: string | null;
  /** The transfer that ends a hold, or takes another one back. */
  readonly by: string | null;
  readonly reverses: string | null;
  readonly expires_at: string | null;
  readonly quote: string | null;
  readonly conversion: string | null;
  readonly sell_minor: string | null;
  readonly buy_minor: string | null;
  readonly spread_minor: string | null;
};

/** Reads the events of all tenants from the log. */
export const LOGGED = `select position::text, tenant_id::text as tenant, type, d->>'at' as at,
    case type when 'AccountOpened' then d->>'account' when 'QuoteIssued' then d->>'quote'
      when 'QuoteUsed' then d->>'conversion' when 'TransferReversed' then null
      else coalesce(d->'metadata'->>'op', d->>'reason') end as mark,
    d->>'account' as account, d->>'ledger' as ledger, d->>'normalSide' as normal_side, d->>'limit' as limit,
    d->'minAvailable'->>'$bigint' as min_available, d->>'transfer' as transfer,
    d->>'debitAccount' as debit_account, d->>'creditAccount' as credit_account,
    d->'amount'->>'$bigint' as amount, d->>'by' as by, d->>'reverses' as reverses,
    d->>'expiresAt' as expires_at, d->>'quote' as quote, d->>'conversion' as conversion,
    d->'sell'->'minor'->>'$bigint' as sell_minor, d->'buy'->'minor'->>'$bigint' as buy_minor,
    d->'spreadMinor'->>'$bigint' as spread_minor
  from (select e.*, e.data::jsonb as d from payments.events as e
    where e.category in ('account', 'transfer', 'quote')) as events
  order by events.position`;
