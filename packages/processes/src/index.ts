export { cancelInHistory } from "./cancel-in-history.ts";
export { type TimerDelivery } from "./deliver-timers.ts";
export { inMemoryTimers } from "./in-memory-timers.ts";
export { inboxId } from "./inbox.ts";
export { NotTold } from "./not-told.ts";
export { cancelTimer, type Duration, type Outgoing, send, setTimer } from "./outgoing.ts";
export {
  processDecider,
  type ProcessDecider,
  type ProcessInput,
  type ProcessState,
} from "./process-decider.ts";
export {
  type CommandAccepted,
  type CommandIssued,
  type CommandRefused,
  type Heard,
  PROCESS_EVENT_TYPES,
  type ProcessEvent,
  type TimerCancelled,
  type TimerFired,
  type TimerSet,
} from "./process-events.ts";
export { type ProcessContext, type ProcessManager } from "./process-manager.ts";
export { type ProcessMistake, ProcessMisused } from "./process-misused.ts";
export { outbox, type OutboxMessage, type OutboxOptions } from "./outbox.ts";
export { plainHost, type PlainHostOptions } from "./plain-host.ts";
export { processReader } from "./process-reader.ts";
export {
  type Addressed,
  type Saga,
  type SagaState,
  type SagaStep,
  type StepOverdue,
  type Verdict,
} from "./saga-steps.ts";
export { saga } from "./saga.ts";
export { type Process, type ProcessSubscription, type Sending, type ToProcess } from "./process.ts";
export { type ProcessHost, runProcess } from "./run-process.ts";
export { TooOldToRepeat } from "./too-old-to-repeat.ts";
export { type TimerChange, timerChanges } from "./timer-changes.ts";
export {
  type ClaimedTimers,
  type DueTimer,
  type OneTimer,
  type RunningTimer,
  type TimerAddress,
  type TimersWanted,
  type TimerStore,
} from "./timer-store.ts";
