export { type Sleep } from "./bell.ts";
export { CheckpointBeyondLog } from "./checkpoint-beyond-log.ts";
export { inMemorySubscriptions, type InMemoryTransaction } from "./in-memory-subscriptions.ts";
export { checkFilter, presentEvents } from "./present-events.ts";
export { replayParked } from "./replay-parked.ts";
export { type BatchHandled, type RunOptions } from "./run-options.ts";
export { runSubscription } from "./run-subscription.ts";
export { SubscriptionLost } from "./subscription-lost.ts";
export { type SubscriptionStatus } from "./subscription-status.ts";
export {
  type Claim,
  type ClaimRequest,
  type Failure,
  type Holding,
  type LogPage,
  type PageQuery,
  type ParkedAddress,
  type ParkedEvent,
  type RevisionChange,
  type Step,
  type SubscriptionStore,
  type SwitchOutcome,
  SWITCH_WAIT_MS,
} from "./subscription-store.ts";
export {
  type Deliver,
  type EachBatch,
  type EachSpan,
  type EventFilter,
  type FailurePolicy,
  type LogSpan,
  type Subscription,
  type SubscriptionId,
} from "./subscription.ts";
export { textOf } from "./text-of.ts";
export { waitFor, type WaitOptions } from "./wait-for.ts";
