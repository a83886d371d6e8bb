import type { Static, TSchema } from "typebox";

import type * as accounts from "../account-schemas.ts";
import type * as audit from "../audit-schemas.ts";
import type * as fx from "../fx-schemas.ts";
import type * as payments from "../payment-schemas.ts";
import type * as statements from "../statement-schemas.ts";
import type * as transfers from "../transfer-schemas.ts";
import type * as ledgers from "../trial-balance-schemas.ts";

/** A value as it is written: amounts are decimal texts of minor units, which `BigInt` reads whatever their size. */
export type OnWire<Value> = Value extends bigint
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly OnWire<Item>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: OnWire<Value[Name]> }
      : Value;

type Of<Schema extends TSchema> = OnWire<Static<Schema>>;
/** What the service has a default for may be left out. */
type Query<Schema extends TSchema> = Partial<Of<Schema>>;

/** What an account is opened with. */
export type OpenAccount = Of<typeof accounts.OpenAccountBody>;
/** Why the status of an account is changed. */
export type ChangeStatus = Of<typeof accounts.StatusBody>;
/** What an account may do from now on. */
export type ChangeLimits = Of<typeof accounts.LimitsBody>;
/** An account. */
export type Account = Of<typeof accounts.AccountShown>;
/** Which accounts are listed. */
export type AccountsQuery = Query<typeof accounts.AccountsQuery>;
/** A page of accounts. */
export type AccountsPage = Of<typeof accounts.AccountsPage>;

/** Which entries a statement has. */
export type StatementQuery = Query<typeof statements.StatementQuery>;
/** A page of a statement, with the balances before and after it. */
export type StatementPage = Of<typeof statements.StatementShown>;
/** Of which time balances are. */
export type BalancesQuery = Query<typeof statements.BalancesQuery>;
/** What an account holds or held. */
export type Balances = Of<typeof statements.BalancesShown>;

/** A transfer that is asked for. */
export type CreateTransfer = Of<typeof transfers.TransferBody>;
/** Several transfers that are asked for together. */
export type CreateBatch = Of<typeof transfers.BatchBody>;
/** What became of each transfer of a batch. */
export type Batch = Of<typeof transfers.BatchShown>;
/** How a hold is posted. */
export type PostHold = Of<typeof transfers.PostBody>;
/** Why a hold is released. */
export type VoidHold = Of<typeof transfers.VoidBody>;
/** How much of a transfer is taken back, and why. */
export type ReverseTransfer = Of<typeof transfers.ReverseBody>;
/** A transfer as it was recorded. */
export type RecordedTransfer = Of<typeof transfers.TransferRecord>;
/** A transfer with what has become of it. */
export type Transfer = Of<typeof transfers.TransferShown>;
/** Which transfers are listed; `metadata` names notes that they have. */
export type TransfersQuery = Query<typeof transfers.TransfersQuery> & {
  readonly metadata?: Readonly<Record<string, string>>;
};
/** A page of transfers. */
export type TransfersPage = Of<typeof transfers.TransfersPage>;

/** What a quote is asked for. */
export type AskQuote = Of<typeof fx.QuoteBody>;
/** A quote. */
export type Quote = Of<typeof fx.QuoteShown>;
/** What is to be converted by a quote. */
export type Convert = Of<typeof fx.ConversionBody>;
/** A conversion that was done. */
export type Conversion = Of<typeof fx.ConversionShown>;

/** A payment that is asked for. */
export type RequestPayment = Of<typeof payments.PaymentBody>;
/** Why a payment goes on. */
export type ResumePayment = Of<typeof payments.ResumeBody>;
/** How a payment ended of which the rail says nothing. */
export type ResolvePayment = Of<typeof payments.ResolveBody>;
/** A payment with its history. */
export type Payment = Of<typeof payments.PaymentShown>;
/** A payment that was resumed or resolved. */
export type NamedPayment = Of<typeof payments.PaymentNamed>;
/** Which payments are listed. */
export type PaymentsQuery = Query<typeof payments.PaymentsQuery>;
/** A page of payments. */
export type PaymentsPage = Of<typeof payments.PaymentsPage>;

/** Whether a ledger is made anew of its events. */
export type TrialBalanceQuery = Query<typeof ledgers.TrialBalanceQuery>;
/** The accounts of a ledger, added up by class. */
export type TrialBalance = Of<typeof ledgers.TrialBalanceShown>;

/** Which records are listed. */
export type AuditQuery = Query<typeof audit.AuditQuery>;
/** A page of records. */
export type AuditPage = Of<typeof audit.AuditPage>;
/** Which checkpoints are listed. */
export type CheckpointsQuery = Query<typeof audit.HeadsQuery>;
/** A page of checkpoints. */
export type CheckpointsPage = Of<typeof audit.HeadsPage>;
/** Which event is to be proved. */
export type InclusionQuery = Of<typeof audit.InclusionQuery>;
/** A proof that an event is in the log. */
export type Inclusion = Of<typeof audit.InclusionShown>;
/** Which trees are to be compared. */
export type ConsistencyQuery = Of<typeof audit.ConsistencyQuery>;
/** A proof that one tree is the beginning of another. */
export type Consistency = Of<typeof audit.ConsistencyShown>;
