export { answeredAlike, answersAfter, appended, type Before, refusalAt } from "./answers.ts";
export {
  type AppendAllOutcome,
  type Appended,
  type AppendOutcome,
  type AppendRefusal,
  type CommandAnswer,
  commandMismatch,
  invalid,
  isAppendRefusal,
  streamClosed,
  subjectErased,
  versionConflict,
} from "./append-outcome.ts";
export {
  type AppendAllRequest,
  type AppendedCommand,
  type AppendPart,
  type AppendRequest,
  exactly,
  type Expectation,
  type MessageMeta,
  type NewEvent,
} from "./append-request.ts";
export {
  type EventStore,
  type FoundCommand,
  type LoadedStream,
  type LogQuery,
  type Snapshot,
  type SnapshotKey,
  type SoughtCommand,
  type StreamAddress,
  type StreamQuery,
  type StreamWanted,
} from "./event-store.ts";
export { inMemoryEventStore } from "./in-memory-event-store.ts";
export { type Leaf, leafInput } from "./leaf-input.ts";
export { LIMITS } from "./limits.ts";
export { OutcomeUnknown } from "./outcome-unknown.ts";
export { Overloaded } from "./overloaded.ts";
export { prepareAll } from "./prepare-all.ts";
export {
  addressRefusal,
  ANY,
  type EventStoreSources,
  expectedOf,
  prepareAppend,
  type PreparedAppend,
  type PreparedCommand,
  type PreparedEvent,
  PRESENT,
} from "./prepare-append.ts";
export { snapshotText } from "./snapshot-text.ts";
export { eventOf, metaOf, readEvent, readMeta, type StoredEvent } from "./stored-event.ts";
