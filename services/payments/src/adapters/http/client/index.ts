export { type DecideOptions, type SeenAccount } from "./account-calls.ts";
export { type PaymentsClientOptions, type ReadOptions, type WriteOptions } from "./connection.ts";
export { type EventsPage, type EventsQuery, type PaymentsEvent } from "./event-types.ts";
export { type FollowOptions } from "./follow-events.ts";
export { type List } from "./list.ts";
export { PaymentsClient } from "./payments-client.ts";
export { PaymentsFailure } from "./payments-failure.ts";
export { PaymentsProblem, type ProblemWith } from "./payments-problem.ts";
export {
  type Account,
  type AccountsPage,
  type AccountsQuery,
  type AskQuote,
  type AuditPage,
  type AuditQuery,
  type Balances,
  type BalancesQuery,
  type Batch,
  type ChangeLimits,
  type ChangeStatus,
  type CheckpointsPage,
  type CheckpointsQuery,
  type Consistency,
  type ConsistencyQuery,
  type Conversion,
  type Convert,
  type CreateBatch,
  type CreateTransfer,
  type Inclusion,
  type InclusionQuery,
  type NamedPayment,
  type OpenAccount,
  type Payment,
  type PaymentsPage,
  type PaymentsQuery,
  type PostHold,
  type Quote,
  type RecordedTransfer,
  type RequestPayment,
  type ResolvePayment,
  type ResumePayment,
  type ReverseTransfer,
  type StatementPage,
  type StatementQuery,
  type Transfer,
  type TransfersPage,
  type TransfersQuery,
  type TrialBalance,
  type TrialBalanceQuery,
  type VoidHold,
} from "./wire-types.ts";
