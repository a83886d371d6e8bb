import {
  PLAIN_KINDS,
  RETRY_AFTER_FORMS,
  SERVER_ERRORS,
  TIMED_KINDS,
  type FaultPlan,
} from "./fault-plan.ts";
import { NEGOTIATE_ERRORS, PLAIN_HUB_KINDS, type HubFaultPlan } from "./hub-fault-plan.ts";

/** The fault plan cannot be used; `mistakes` names every reason. */
export class BadFaultPlan extends Error {
  override readonly name = "BadFaultPlan";
  readonly code = "bad_fault_plan";
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(`the fault plan cannot be used: ${mistakes.join("; ")}`);
    this.mistakes = mistakes;
  }
}

/** A plan has no more faults than this. */
const FAULTS_MAX = 1000;
const STALL_MS_MAX = 600_000;
const TIMES_MAX = 1_000_000;

/** A fault plan from parsed JSON. BadFaultPlan with every mistake when it is none. */
export function readFaultPlan(value: unknown): FaultPlan {
  const mistakes = planMistakes(value, REQUESTS);
  if (mistakes.length > 0 || !isPlan(value)) throw new BadFaultPlan(mistakes);
  return value;
}

/** A plan for the hub from parsed JSON. BadFaultPlan with every mistake when it is none. */
export function readHubFaultPlan(value: unknown): HubFaultPlan {
  const mistakes = planMistakes(value, HUB);
  if (mistakes.length > 0 || !isHubPlan(value)) throw new BadFaultPlan(mistakes);
  return value;
}

function isPlan(value: unknown): value is FaultPlan {
  return planMistakes(value, REQUESTS).length === 0;
}

function isHubPlan(value: unknown): value is HubFaultPlan {
  return planMistakes(value, HUB).length === 0;
}

/** Which members the faults of a plan have. */
type Grammar = {
  readonly trigger: Checks;
  /** What the kind needs besides its trigger; undefined for an unknown kind. */
  readonly detailsOf: (kind: unknown) => Checks | undefined;
};

function planMistakes(value: unknown, grammar: Grammar): readonly string[] {
  if (!isObject(value)) return ["it is not an object"];
  const { seed, faults, ...unknown } = value;
  if (!Array.isArray(faults)) return ['"faults" is not an array'];
  const members: readonly unknown[] = faults;
  const mistakes = Object.keys(unknown).map((name) => `"${name}" is not known`);
  if (seed !== undefined && !Number.isSafeInteger(seed))
    mistakes.push('"seed" is not a whole number');
  if (members.length > FAULTS_MAX) mistakes.push(`there are more than ${FAULTS_MAX} faults`);
  for (const [index, fault] of members.entries()) {
    mistakes.push(
      ...faultMistakes(fault, grammar).map((mistake) => `fault ${index + 1}: ${mistake}`),
    );
  }
  return mistakes;
}

type Check = { readonly isRight: (value: unknown) => boolean; readonly wanted: string };
type Checks = Readonly<Record<string, Check>>;

function faultMistakes(value: unknown, grammar: Grammar): readonly string[] {
  if (!isObject(value)) return ["it is not an object"];
  const details = grammar.detailsOf(value["kind"]);
  if (details === undefined) return [`kind ${JSON.stringify(value["kind"])} is not known`];
  const { kind: _kind, ...members } = value;
  const checks = new Map(Object.entries({ ...grammar.trigger, ...details }));
  const missing = Object.keys(details).filter((name) => members[name] === undefined);
  const wrong = Object.entries(members).filter(
    ([name, member]) => !checks.get(name)?.isRight(member),
  );
  const mistakes = [
    ...missing.map((name) => `"${name}" is missing`),
    ...wrong.map(([name]) => `"${name}" ${checks.get(name)?.wanted ?? "does not belong here"}`),
  ];
  if (members["nth"] !== undefined && members["probability"] !== undefined) {
    mistakes.push('"nth" and "probability" exclude one another');
  }
  return mistakes;
}

const MILLISECONDS: Check = wholeFrom(0, STALL_MS_MAX);

const TRIGGER: Checks = {
  nth: wholeFrom(1, Number.MAX_SAFE_INTEGER),
  probability: {
    isRight: (value) => typeof value === "number" && value >= 0 && value <= 1,
    wanted: "is not a number from 0 to 1",
  },
  times: wholeFrom(1, TIMES_MAX),
};

const REQUESTS: Grammar = {
  trigger: {
    path: { isRight: (value) => typeof value === "string", wanted: "is not a text" },
    ...TRIGGER,
  },
  detailsOf,
};

const HUB: Grammar = { trigger: TRIGGER, detailsOf: hubDetailsOf };

const FLAG: Check = { isRight: (value) => typeof value === "boolean", wanted: "is no boolean" };

function hubDetailsOf(kind: unknown): Checks | undefined {
  if (PLAIN_HUB_KINDS.some((known) => known === kind)) return {};
  if (kind === "negotiate_error") return { status: oneOf(NEGOTIATE_ERRORS) };
  if (kind === "silence") return { pings: FLAG };
  return kind === "close" ? { allowReconnect: FLAG } : undefined;
}

function detailsOf(kind: unknown): Checks | undefined {
  if (PLAIN_KINDS.some((known) => known === kind)) return {};
  if (TIMED_KINDS.some((known) => known === kind)) return { ms: MILLISECONDS };
  if (kind === "server_error") return { status: oneOf(SERVER_ERRORS) };
  if (kind === "too_many_requests") return { retryAfter: oneOf(RETRY_AFTER_FORMS) };
  if (kind !== "clock_jump") return undefined;
  return { seconds: { isRight: Number.isSafeInteger, wanted: "is not a whole number" } };
}

function oneOf(values: readonly unknown[]): Check {
  return {
    isRight: (value) => values.includes(value),
    wanted: `is not one of ${values.join(", ")}`,
  };
}

function wholeFrom(least: number, most: number): Check {
  return {
    isRight: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= least && value <= most,
    wanted: `is not a whole number from ${least} to ${most}`,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
