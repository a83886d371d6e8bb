import { BadFaultPlan } from "./bad-fault-plan.ts";
import { DELAY_MS_MAX, type Fault, type FaultKind, type FaultPlan } from "./fault-plan.ts";
import { isRecord } from "./is-record.ts";

const STATUSES = [500, 502, 503, 504] as const;
const WHENS = ["before", "after"] as const;
const FORMS = ["seconds", "date"] as const;
const METHODS = ["GET", "POST", "PATCH", "DELETE"] as const;
const SECONDS_MAX = 86_400;
const COUNT_MAX = 2 ** 31;

/** Reads a plan of faults from JSON. Throws `BadFaultPlan`. */
export function readFaultPlan(value: unknown): FaultPlan {
  if (!isRecord(value)) throw new BadFaultPlan('a plan is {"seed": 1, "faults": [..]}');
  refuseStrangers(value, ["seed", "faults"]);
  const { seed, faults } = value;
  if (!Array.isArray(faults)) throw new BadFaultPlan("faults must be a list");
  return {
    faults: faults.map(readFault),
    ...optional("seed", whole("seed", seed, { most: COUNT_MAX })),
  };
}

function readFault(value: unknown): Fault {
  if (!isRecord(value)) throw new BadFaultPlan("a fault is an object with a kind");
  const { probability, times, method } = value;
  if (probability !== undefined && !isFraction(probability)) {
    throw new BadFaultPlan("probability must be from 0 to 1");
  }
  return {
    ...readKind(value),
    ...optional("probability", probability),
    ...optional("times", whole("times", times, { most: COUNT_MAX })),
    ...optional("method", oneOf("method", method, METHODS)),
  };
}

type Members = Readonly<Record<string, unknown>>;

const COMMON = ["kind", "probability", "times", "method"];

function readKind(value: Members): FaultKind {
  const seconds = () =>
    optional(
      "retryAfterSeconds",
      whole("retryAfterSeconds", value["retryAfterSeconds"], { most: SECONDS_MAX }),
    );
  const when = () => oneOf("when", value["when"], WHENS);
  switch (value["kind"]) {
    case "too_many_requests":
      refuseStrangers(value, [...COMMON, "retryAfterSeconds", "as"]);
      return {
        kind: "too_many_requests",
        ...seconds(),
        ...optional("as", oneOf("as", value["as"], FORMS)),
      };
    case "server_error":
      refuseStrangers(value, [...COMMON, "status", "when", "retryAfterSeconds"]);
      return {
        kind: "server_error",
        status: oneOf("status", value["status"], STATUSES) ?? missing("status"),
        ...optional("when", when()),
        ...seconds(),
      };
    case "delay":
      refuseStrangers(value, [...COMMON, "ms"]);
      return {
        kind: "delay",
        ms: whole("ms", value["ms"], { most: DELAY_MS_MAX }) ?? missing("ms"),
      };
    case "dropped":
      refuseStrangers(value, [...COMMON, "when"]);
      return { kind: "dropped", when: when() ?? missing("when") };
    default:
      throw new BadFaultPlan("kind must be too_many_requests, server_error, delay or dropped");
  }
}

function missing(name: string): never {
  throw new BadFaultPlan(`${name} is missing`);
}

function refuseStrangers(value: Members, known: readonly string[]): void {
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new BadFaultPlan(`${stranger} is not known here`);
}

function isFraction(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function whole(name: string, value: unknown, { most }: { readonly most: number }) {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) {
    return value;
  }
  throw new BadFaultPlan(`${name} must be a whole number from 0 to ${most}`);
}

function oneOf<Choice>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
): Choice | undefined {
  if (value === undefined) return undefined;
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw new BadFaultPlan(`${name} must be ${choices.join(" or ")}`);
  return choice;
}

/** A member that is left out when there is no value. */
function optional<Name extends string, Value>(name: Name, value: Value | undefined) {
  const members: { [Key in Name]?: Value } = {};
  if (value !== undefined) members[name] = value;
  return members;
}
