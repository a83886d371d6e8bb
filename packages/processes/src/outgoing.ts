import type { Tagged } from "@holdfast/cqrs";

/** How long: the parts add up. */
export type Duration = {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
};

/** What a process does: sends a command, sets a timer, cancels one. Made by `send`, `setTimer`, `cancelTimer`. */
export type Outgoing<Command extends Tagged, Timeout extends Tagged> =
  | {
      readonly kind: "send";
      readonly to: string;
      readonly command: Command;
      readonly label: string;
    }
  | {
      readonly kind: "set_timer";
      readonly timer: string;
      readonly due: { readonly after: Duration } | { readonly at: Date };
      readonly message: Timeout;
    }
  | { readonly kind: "cancel_timer"; readonly timer: string };

/**
 * Sends a command to a stream. It takes effect once, or is refused for good; the process is told which, with the label
 * (the command's type if left out).
 */
export function send<const Command extends Tagged>(
  to: string,
  command: Command,
  label: string = command.type,
): Outgoing<Command, never> {
  return { kind: "send", to, command, label };
}

/**
 * Sets a timer, or sets it anew if one of that name runs. It fires once, never early, and as late as the process was
 * away; one that is due in the past fires at once.
 */
export function setTimer<const Timeout extends Tagged>(
  timer: string,
  due: { readonly after: Duration } | { readonly at: Date },
  message: Timeout,
): Outgoing<never, Timeout> {
  return { kind: "set_timer", timer, due, message };
}

/** Cancels a timer; nothing happens if none of that name runs. */
export function cancelTimer(timer: string): Outgoing<never, never> {
  return { kind: "cancel_timer", timer };
}

/** Milliseconds of a duration. */
export function durationMs(duration: Duration): number {
  const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = duration;
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + milliseconds;
}
