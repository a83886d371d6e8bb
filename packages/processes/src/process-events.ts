import type { Refusal, Tagged } from "@holdfast/cqrs";

/** The form of what is inside an event, where it has had several. */
type Formed = {
  /** The schema version of the command, or of the message of a timer; 1 if left out. */
  readonly schemaVersion?: number;
};

/** A command that a process sends, and where to. */
type Sent<Command extends Tagged> = Formed & {
  /** The stream it is for. */
  readonly to: string;
  readonly command: Command;
  /** What the process calls it, to know it again by its outcome. */
  readonly label: string;
  /** Counts the commands of the process, so that each has one outcome for ever. */
  readonly number: number;
};

/** A command is on its way. The id of this event is part of the command's, so that it takes effect once. */
export type CommandIssued<Command extends Tagged> = Sent<Command> & {
  readonly type: "CommandIssued";
};

/** A command has taken effect. */
export type CommandAccepted<Command extends Tagged> = Sent<Command> & {
  readonly type: "CommandAccepted";
  /** What its handling keeps as an answer; null where nothing is kept. */
  readonly answer: unknown;
};

/** A command was refused: nothing of it has happened, and nothing of it ever will. */
export type CommandRefused<Command extends Tagged> = Sent<Command> & {
  readonly type: "CommandRefused";
  readonly refusal: Refusal;
};

/** A timer runs; one of the same name that ran before does not any more. */
export type TimerSet<Timeout extends Tagged> = Formed & {
  readonly type: "TimerSet";
  readonly timer: string;
  /** Counts the timers of the process, so that one is told from another of its name. */
  readonly number: number;
  /** RFC 3339, UTC. */
  readonly dueAt: string;
  readonly message: Timeout;
};

/** A timer does not run any more. */
export type TimerCancelled = { readonly type: "TimerCancelled"; readonly timer: string };

/** A timer is over, at the time it was set for or later. */
export type TimerFired<Timeout extends Tagged> = Formed & {
  readonly type: "TimerFired";
  readonly timer: string;
  readonly number: number;
  /** When it was due. When it came is the time of the reaction. */
  readonly dueAt: string;
  readonly message: Timeout;
};

/** What a process is told: what it listens to, its timers, and what became of its commands. */
export type Heard<Message extends Tagged, Command extends Tagged, Timeout extends Tagged> =
  | Message
  | TimerFired<Timeout>
  | CommandAccepted<Command>
  | CommandRefused<Command>;

/** The history of a process: what it was told, and what it did about that. */
export type ProcessEvent<Message extends Tagged, Command extends Tagged, Timeout extends Tagged> =
  | Heard<Message, Command, Timeout>
  | CommandIssued<Command>
  | TimerSet<Timeout>
  | TimerCancelled;

/** The types of events that every process has besides the messages it listens to. */
export const PROCESS_EVENT_TYPES = [
  "CommandIssued",
  "CommandAccepted",
  "CommandRefused",
  "TimerSet",
  "TimerCancelled",
  "TimerFired",
] as const;
