import type { Fact } from "./fact.ts";
import { isRecord } from "./is-record.ts";
import { readSubmission } from "./read-submission.ts";
import { STATES, type State, type Step } from "./submission.ts";

/** Reads a line of a journal; undefined when it is no fact. */
export function readFact(line: string): Fact | undefined {
  const value = parsed(line);
  if (!isRecord(value)) return undefined;
  const { atMs } = value;
  return isMs(atMs) ? factOf(value, atMs) : undefined;
}

type Members = Readonly<Record<string, unknown>>;

function factOf(value: Members, atMs: number): Fact | undefined {
  switch (value["kind"]) {
    case "received":
      return readReceived(value, atMs);
    case "repeated": {
      const { id, isSame } = value;
      if (typeof id !== "string" || typeof isSame !== "boolean") return undefined;
      return { kind: "repeated", atMs, id, isSame };
    }
    case "moved":
      return readMoved(value, atMs);
    case "clock": {
      const { aheadMs } = value;
      return isMs(aheadMs) ? { kind: "clock", atMs, aheadMs } : undefined;
    }
    default:
      return undefined;
  }
}

function readReceived({ submission, course }: Members, atMs: number): Fact | undefined {
  const read = readSubmission(submission);
  const steps = Array.isArray(course) ? course.map(readStep) : [undefined];
  const known = steps.filter((step) => step !== undefined);
  if (read.submission === undefined || known.length < steps.length) return undefined;
  return { kind: "received", atMs, submission: read.submission, course: known };
}

function readStep(value: unknown): Step | undefined {
  if (!isRecord(value)) return undefined;
  const { state, dueMs, reason } = value;
  if (!isState(state) || !isMs(dueMs) || !isReasonOrNone(reason)) return undefined;
  return { state, dueMs, ...(reason === undefined ? {} : { reason }) };
}

function readMoved({ id, state, reason, isTold }: Members, atMs: number): Fact | undefined {
  if (typeof id !== "string" || !isState(state)) return undefined;
  if (!isReasonOrNone(reason) || typeof isTold !== "boolean") return undefined;
  return { kind: "moved", atMs, id, state, isTold, ...(reason === undefined ? {} : { reason }) };
}

function isState(value: unknown): value is State {
  return STATES.some((state) => state === value);
}

function isMs(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isReasonOrNone(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
