import { BadFaultPlan } from "./bad-fault-plan.ts";
import {
  ANSWER_KINDS,
  FATE_KINDS,
  LATE_MS_MAX,
  type AnswerFault,
  type FateFault,
  type Fault,
  type FaultPlan,
} from "./fault-plan.ts";
import { isRecord } from "./is-record.ts";
import { isReason } from "./reasons.ts";

const METHODS = ["GET", "POST"] as const;
const COUNT_MAX = 2 ** 31;
const AGAIN_MAX = 1000;
const AGAIN = 10;
/** A year. */
const FATE_MS_MAX = 31_536_000_000;
const SECONDS_MAX = 86_400;
/** What a fault of the command line takes, where a plan would say. */
const LATE_MS = 2000;
const SLOW_MS = 60_000;

/** Kinds of faults; each of them can be named on the command line, without further members. */
export const FAULT_KINDS = [...ANSWER_KINDS, ...FATE_KINDS] as const;

/** Reads a plan of faults from JSON. Throws `BadFaultPlan`. */
export function readFaultPlan(value: unknown): FaultPlan {
  if (!isRecord(value)) throw new BadFaultPlan('a plan is {"seed": 1, "faults": [..]}');
  const { seed, faults, ...strangers } = value;
  refuse(strangers);
  if (!Array.isArray(faults)) throw new BadFaultPlan("faults must be a list");
  return { faults: faults.map(readFault), ...whole("seed", seed, COUNT_MAX) };
}

function readFault(value: unknown): Fault {
  if (!isRecord(value)) throw new BadFaultPlan("a fault is an object with a kind");
  const { probability, times, ...members } = value;
  if (probability !== undefined && !isFraction(probability)) {
    throw new BadFaultPlan("probability must be from 0 to 1");
  }
  return {
    ...readKind(members),
    ...(probability === undefined ? {} : { probability }),
    ...whole("times", times, COUNT_MAX),
  };
}

type Members = Readonly<Record<string, unknown>>;

function readKind({ kind, ...members }: Members): AnswerFault | FateFault {
  const fateKind = FATE_KINDS.find((known) => known === kind);
  if (fateKind !== undefined) return readFate(fateKind, members);
  const answerKind = ANSWER_KINDS.find((known) => known === kind);
  if (answerKind === undefined) throw new BadFaultPlan(`kind must be ${FAULT_KINDS.join(" or ")}`);
  const { method, ...rest } = members;
  return { ...readAnswerFault(answerKind, rest), ...readMethod(method) };
}

function readFate(kind: FateFault["kind"], { ms, reason, ...strangers }: Members): FateFault {
  refuse(strangers);
  switch (kind) {
    case "reject":
      refuse({ ms });
      return { kind, ...readReason(reason) };
    case "return":
      return { kind, ...readReason(reason), ...whole("ms", ms, FATE_MS_MAX) };
    case "stall":
      refuse({ ms, reason });
      return { kind };
    case "slow":
      refuse({ reason });
      return { kind, ms: SLOW_MS, ...whole("ms", ms, FATE_MS_MAX) };
    default:
      return kind satisfies never;
  }
}

function readAnswerFault(kind: AnswerFault["kind"], members: Members): AnswerFault {
  const { ms, count, retryAfterSeconds, ...strangers } = members;
  refuse(strangers);
  switch (kind) {
    case "unavailable":
      refuse({ ms, count });
      return { kind, ...whole("retryAfterSeconds", retryAfterSeconds, SECONDS_MAX) };
    case "error_after":
    case "answer_lost":
    case "request_lost":
      refuse({ ms, count, retryAfterSeconds });
      return { kind };
    case "answer_late":
      refuse({ count, retryAfterSeconds });
      return { kind, ms: LATE_MS, ...whole("ms", ms, LATE_MS_MAX) };
    case "outcomes_again":
      refuse({ ms, retryAfterSeconds });
      return { kind, count: AGAIN, ...whole("count", count, AGAIN_MAX) };
    default:
      return kind satisfies never;
  }
}

/** Members that are given have no business here. */
function refuse(members: Members): void {
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) throw new BadFaultPlan(`${name} is not known here`);
  }
}

function isFraction(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function readMethod(value: unknown): { readonly method?: "GET" | "POST" } {
  if (value === undefined) return {};
  const method = METHODS.find((known) => known === value);
  if (method === undefined) throw new BadFaultPlan(`method must be ${METHODS.join(" or ")}`);
  return { method };
}

function readReason(value: unknown): { readonly reason?: string } {
  if (value === undefined) return {};
  if (typeof value === "string" && isReason(value)) return { reason: value };
  throw new BadFaultPlan("reason must be two capital letters and two digits, as AC04");
}

/** A member that is left out when it was not given. */
function whole<Name extends string>(name: Name, value: unknown, most: number) {
  const members: { [Key in Name]?: number } = {};
  if (value === undefined) return members;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) {
    throw new BadFaultPlan(`${name} must be a whole number from 0 to ${most}`);
  }
  members[name] = value;
  return members;
}
