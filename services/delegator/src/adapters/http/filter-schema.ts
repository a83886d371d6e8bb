import { Type } from "typebox";

import { BAKER_ROLES } from "../../domain/delegation-filter.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";

const ADDRESS = "tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL";
const TIME = "a date or an RFC 3339 time";

function optional(description: string, examples: readonly (string | number)[] = []) {
  return Type.Optional(Type.String({ description, examples: [...examples] }));
}

function level(description: string) {
  return Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647, description }));
}

function amount(description: string) {
  return Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description }));
}

/** The parameters of `readFilter` and `readAsOf`, for the documentation only. */
export const FilterParameters = {
  delegator: optional("Only operations of this sender", [ADDRESS]),
  baker: optional("Only operations that choose or leave this baker", [ADDRESS]),
  baker_role: Type.Optional(
    Type.Enum([...BAKER_ROLES], {
      default: "any",
      description: "Where the baker is looked for: as the new one, the previous one, or either",
    }),
  ),
  status: Type.Optional(Type.Enum([...STATUSES, "any"], { default: "any" })),
  kind: Type.Optional(Type.Enum([...KINDS], { description: "What an applied operation does" })),
  from: optional(`Not before: ${TIME}`, ["2021-01-01"]),
  to: optional(`Before: ${TIME}`, ["2021-02-01T12:00:00Z"]),
  level_from: level("Blocks from this level on"),
  level_to: level("Blocks up to this level"),
  min_amount: amount("Mutez, included"),
  max_amount: amount("Mutez, included"),
  final: Type.Optional(Type.Boolean({ description: "Only what no reorg can take back" })),
  as_of: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 2_147_483_647,
      description: "Only the first so many delegations of the history",
    }),
  ),
};
