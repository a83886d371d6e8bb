import { addressKind } from "@holdfast/tezos";

import {
  BAKER_ROLES,
  type BakerRole,
  type DelegationFilter,
} from "../../domain/delegation-filter.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";
import { parseRfc3339 } from "../../domain/rfc3339.ts";
import type { GoQuery } from "./go-query.ts";
import type { QueryFault } from "./query-fault.ts";

/** The parameters a list can be narrowed with. */
export const FILTER_PARAMETERS = [
  "delegator",
  "baker",
  "baker_role",
  "status",
  "kind",
  "from",
  "to",
  "level_from",
  "level_to",
  "min_amount",
  "max_amount",
  "final",
] as const;
type Parameter = (typeof FILTER_PARAMETERS)[number];

/** 2^31 - 1, the type of a level on the chain's side. */
const LEVEL_MAX = 2_147_483_647;

/** A parameter that makes no sense; caught where the query is read, so that each reader stays one line. */
class Unreadable extends RangeError {
  override readonly name = "Unreadable";
  readonly code = "invalid_parameter";
}

/** Reads one parameter after the other; an empty one counts as absent. */
class FilterReader {
  readonly #query: GoQuery;

  constructor(query: GoQuery) {
    this.#query = query;
  }

  text(parameter: Parameter): string | undefined {
    const text = this.#query.get(parameter)?.[0] ?? "";
    return text === "" ? undefined : text;
  }

  address(parameter: Parameter): string | undefined {
    const text = this.text(parameter);
    if (text !== undefined && addressKind(text) === undefined) {
      throw new Unreadable(
        `invalid ${parameter}: not a Tezos address (tz1, tz2, tz3, tz4 or KT1, 36 characters with a right checksum)`,
      );
    }
    return text;
  }

  oneOf<Choice extends string>(
    parameter: Parameter,
    choices: readonly Choice[],
  ): Choice | undefined {
    const text = this.text(parameter);
    const choice = choices.find((each) => each === text);
    if (text !== undefined && choice === undefined) {
      throw new Unreadable(`invalid ${parameter}: must be one of ${choices.join(", ")}`);
    }
    return choice;
  }

  integer(parameter: Parameter, max: number): number | undefined {
    const text = this.text(parameter);
    if (text === undefined) return undefined;
    const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (value <= max) return value;
    throw new Unreadable(`invalid ${parameter}: must be a whole number between 0 and ${max}`);
  }

  time(parameter: Parameter): number | undefined {
    const text = this.text(parameter);
    const time = text === undefined ? undefined : parseRfc3339(text);
    if (text !== undefined && time === undefined) {
      throw new Unreadable(
        `invalid ${parameter}: must be a date such as 2021-01-31 or an RFC 3339 time such as 2021-01-31T12:00:00Z`,
      );
    }
    return time;
  }

  baker(): DelegationFilter["baker"] {
    const address = this.address("baker");
    const role: BakerRole | undefined = this.oneOf("baker_role", BAKER_ROLES);
    if (address !== undefined) return { address, role: role ?? "any" };
    if (role !== undefined) throw new Unreadable("invalid baker_role: goes with baker only");
    return undefined;
  }

  isFinal(): true | undefined {
    return this.oneOf("final", ["true", "false"]) === "true" ? true : undefined;
  }
}

function refuseEmpty(low: number | undefined, high: number | undefined, message: string): void {
  if (low !== undefined && high !== undefined && low > high) throw new Unreadable(message);
}

function readMembers(reader: FilterReader) {
  const status = reader.oneOf("status", [...STATUSES, "any"]);
  return {
    delegator: reader.address("delegator"),
    baker: reader.baker(),
    status: status === "any" ? undefined : status,
    kind: reader.oneOf("kind", KINDS),
    timeFrom: reader.time("from"),
    timeTo: reader.time("to"),
    levelFrom: reader.integer("level_from", LEVEL_MAX),
    levelTo: reader.integer("level_to", LEVEL_MAX),
    amountMin: reader.integer("min_amount", Number.MAX_SAFE_INTEGER),
    amountMax: reader.integer("max_amount", Number.MAX_SAFE_INTEGER),
    isFinal: reader.isFinal(),
  };
}

function present<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> };
function present(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** Reads the filter of a list, a stream or an export; the first parameter that makes no sense is told. */
export function readFilter(query: GoQuery): DelegationFilter | QueryFault {
  try {
    const members = readMembers(new FilterReader(query));
    const { timeFrom, timeTo, levelFrom, levelTo, amountMin, amountMax } = members;
    refuseEmpty(
      timeFrom,
      timeTo === undefined ? undefined : timeTo - 1,
      "invalid range: from must lie before to",
    );
    refuseEmpty(levelFrom, levelTo, "invalid range: level_from is above level_to");
    refuseEmpty(amountMin, amountMax, "invalid range: min_amount is above max_amount");
    return present(members);
  } catch (error) {
    if (error instanceof Unreadable) return { message: error.message };
    throw error;
  }
}
