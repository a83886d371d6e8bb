import { Type } from "typebox";

import { BAKER_ROLES } from "../../domain/delegation-filter.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";

const ADDRESS = "tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL";
const LEVEL_MAX = 2_147_483_647;

export const text = (description: string, example: string) =>
  Type.Optional(Type.String({ description, examples: [example] }));

export const choice = (description: string, choices: readonly string[], example: string) =>
  Type.Optional(Type.String({ enum: choices, description, examples: [example] }));

const whole = (description: string, maximum: number, example: number) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum, description, examples: [example] }));

/** What is pinned to a number of rows. */
export function asOfParameter(description: string) {
  return whole(description, Number.MAX_SAFE_INTEGER, 760_930);
}

/** Which page of a list; `sizeMax` is the largest page. For the documentation: no schema can express the rules. */
export function placeParameters(sizeMax: number) {
  return {
    page: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 1,
        description:
          "Page number. Lists with other filters than times and levels end at row 10,000.",
        examples: [3],
      }),
    ),
    per_page: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: sizeMax,
        default: 50,
        description: "Delegations a page",
        examples: [sizeMax],
      }),
    ),
    as_of: asOfParameter(
      "Pins the list to its first so many rows (of the whole history where other filters than times and levels are " +
        "given), so that its pages do not shift while rows arrive. `Link` carries it.",
    ),
    cursor: text(
      "A place in the list, as `Link` gives it; empty: the newest row. Goes without page and as_of.",
      "djF8NWJ0aw",
    ),
    year: Type.Optional(
      Type.Integer({
        minimum: 2018,
        description: "Only delegations of this UTC year",
        examples: [2021],
      }),
    ),
  };
}

const DELEGATOR = { delegator: text("Only delegations of this sender", ADDRESS) };
const BAKER = { baker: text("Only delegations to or away from this baker", ADDRESS) };
const ROLE = {
  baker_role: choice("What the baker is: chosen (new), left (prev) or either", BAKER_ROLES, "new"),
};

const COMMON = {
  status: choice("How the operation ended; default any", [...STATUSES, "any"], "applied"),
  kind: choice("What it does to the delegator's choice of baker", KINDS, "undelegate"),
  from: text("Not before this date or RFC 3339 time", "2021-01-01"),
  to: text("Before this date or RFC 3339 time", "2021-02-01T12:00:00Z"),
  level_from: whole("From this level on", LEVEL_MAX, 1_589_248),
  level_to: whole("Up to this level", LEVEL_MAX, 1_916_928),
  min_amount: whole("Mutez, at least", Number.MAX_SAFE_INTEGER, 1_000_000),
  max_amount: whole("Mutez, at most", Number.MAX_SAFE_INTEGER, 5_000_000),
  final: choice("true: only what no reorg can take back", ["true", "false"], "true"),
};

/** The filters of a list of all delegations, of a delegator's, and of a baker's. */
export const FILTERS = {
  all: { ...DELEGATOR, ...BAKER, ...ROLE, ...COMMON },
  ofDelegator: { ...BAKER, ...ROLE, ...COMMON },
  ofBaker: { ...DELEGATOR, ...ROLE, ...COMMON },
};
