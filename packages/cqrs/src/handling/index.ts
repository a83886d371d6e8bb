export { type CommandHandling, handleCommands } from "./handle-commands.ts";
export { type HandlingOptions } from "./handling-options.ts";
export { type Accepted, type CommandMessage, type Handled, type HandledMany } from "./handled.ts";
export { UnknownEvent } from "./unknown-event.ts";
