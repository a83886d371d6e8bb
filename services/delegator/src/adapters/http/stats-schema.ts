import { BigIntText } from "@holdfast/http";
import { Type } from "typebox";

import { BUCKETS } from "../../domain/bucket.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { FILTERS } from "./list-parameters.ts";
import { UNCHANGED, failures } from "./responses.ts";

const { baker, from, to } = FILTERS.all;
const ANSWERS = {
  ...UNCHANGED,
  ...failures(
    "A parameter that makes no sense",
    "The history is loading, or the database is away or too slow",
  ),
};

/** The parameters of the statistics by time. */
export const STATS_PARAMETERS = {
  bucket: Type.Enum([...BUCKETS], { description: "How time is cut", examples: ["month"] }),
  baker,
  from,
  to,
};

/** The parameters of the statistics by baker. */
export const BAKERS_PARAMETERS = {
  from,
  to,
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      default: 20,
      description: "Bakers told",
      examples: [10],
    }),
  ),
};

const Mutez = (description: string) => BigIntText({ description, examples: ["1193551000000"] });

const BucketOfStats = Type.Object({
  start: Type.String({ description: "First second, UTC", examples: ["2021-01-01T00:00:00Z"] }),
  count: Type.Integer({ description: "Operations, not applied ones included", examples: [190000] }),
  delegators: Type.Integer({ description: "Different senders", examples: [91000] }),
  amount: Mutez("Sum over all these operations, in mutez"),
  kinds: Type.Object(
    {
      register: Type.Integer(),
      undelegate: Type.Integer(),
      delegate: Type.Integer(),
      redelegate: Type.Integer(),
      refresh: Type.Integer(),
    },
    { description: `Applied operations: ${KINDS.join(", ")}` },
  ),
  not_applied: Type.Integer({ description: "Failed, backtracked or skipped; part of count" }),
});

/** Documentation of the statistics by time. */
export const statsSchema = {
  summary: "Delegations by day, week, month or year",
  description:
    "Oldest first, UTC, weeks begin on Monday; a bucket without delegations is all zeros. Without `from` and `to` the " +
    "newest 30 days, 26 weeks or 24 months up to the newest delegation, or all years; at most 1,000 buckets. A bucket " +
    "that `from` or `to` cuts counts only the part inside. `ETag` names question and state of the history. Unknown " +
    "parameters are refused.",
  tags: ["statistics"],
  querystring: Type.Object(STATS_PARAMETERS),
  response: {
    200: Type.Object({ data: Type.Array(BucketOfStats) }, { description: "Buckets, oldest first" }),
    ...ANSWERS,
  },
};

const BakerOfStats = Type.Object({
  baker: Type.String({ examples: ["tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL"] }),
  won: Type.Integer({ description: "Delegations that chose it, from nobody or another baker" }),
  lost: Type.Integer({ description: "Delegations that left it, for nobody or another baker" }),
  net: Type.Integer({ description: "won - lost" }),
  amount_won: Mutez("What came, in mutez"),
  amount_lost: Mutez("What went, in mutez"),
});

/** Documentation of the statistics by baker. */
export const bakersSchema = {
  summary: "The bakers that won most delegations",
  description:
    "Most delegations won first, then fewest lost, then by address. Applied operations only; registrations of bakers " +
    "and repeated choices of the same baker count for nobody. Without `from` and `to` over the whole history. Unknown " +
    "parameters are refused.",
  tags: ["statistics"],
  querystring: Type.Object(BAKERS_PARAMETERS),
  response: {
    200: Type.Object(
      { data: Type.Array(BakerOfStats) },
      { description: "Bakers, who won most first" },
    ),
    ...ANSWERS,
  },
};
