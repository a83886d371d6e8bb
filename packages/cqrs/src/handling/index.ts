export { UnknownEvent } from "../catalogue/unknown-event.ts";
export { type CommandHandling, handleCommands } from "./handle-commands.ts";
export { type HandlingObserver } from "./handling-observer.ts";
export { type HandlingOptions } from "./handling-options.ts";
export { type Accepted, type CommandMessage, type Handled, type HandledMany } from "./handled.ts";
export { type SnapshotOptions } from "./snapshot-options.ts";
