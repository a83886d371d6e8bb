import type { Tagged } from "@holdfast/cqrs";

import { isRecord } from "./is-record.ts";
import type { Subject } from "./subject.ts";

/** What tables and diagrams call a command or an event: by its type, or, where a process hears or does it, by what that is. */
export function nameOf(subject: Subject, message: Tagged): string {
  return subject.process === undefined ? message.type : processName(message);
}

/** Whether a process did this, and was not told it. */
export function isDeed({ type }: Tagged): boolean {
  return type === "CommandIssued" || type === "TimerSet" || type === "TimerCancelled";
}

function processName(message: Tagged): string {
  const { type } = message;
  const text = (name: string): string => String(Reflect.get(message, name));
  switch (type) {
    case "Hear":
      return innerName(message, "message");
    case "TellOutcome":
      return innerName(message, "outcome");
    case "CommandAccepted":
      return `${text("label")} accepted`;
    case "CommandRefused":
      return `${text("label")} refused`;
    case "CommandIssued":
      return `sends ${innerType(message, "command")}`;
    case "TimerSet":
      return `sets ${text("timer")}`;
    case "TimerCancelled":
      return `cancels ${text("timer")}`;
    case "FireTimer":
    case "TimerFired":
      return `${text("timer")} fires`;
    default:
      return type;
  }
}

function innerName(message: Tagged, field: string): string {
  const inner: unknown = Reflect.get(message, field);
  return isTagged(inner) ? processName(inner) : message.type;
}

function innerType(message: Tagged, field: string): string {
  const inner: unknown = Reflect.get(message, field);
  return isTagged(inner) ? inner.type : message.type;
}

function isTagged(value: unknown): value is Tagged {
  return isRecord(value) && typeof value["type"] === "string";
}
