import { type Server } from "@holdfast/http";

import {
  BUCKETS_MAX,
  type StartedStats,
  type StatsAnswer,
  type StatsSnapshots,
  type TooManyBuckets,
  bucketStats,
} from "../../application/delegation-stats.ts";
import { type HistoryMark, type ReadMark } from "../../application/history-mark.ts";
import { type MirrorView } from "../../application/list-delegations.ts";
import { SharedAnswers } from "../../application/shared-answers.ts";
import {
  type BakerStats,
  type BakersAnswer,
  type TopBakers,
} from "../../application/top-bakers.ts";
import { formatUtc } from "../../domain/utc-time.ts";
import { entityTag, namesTag } from "./entity-tag.ts";
import { parseGoQuery } from "./go-query.ts";
import { levelHeaders, orRefuse, refuseUnranked } from "./history-question.ts";
import { readBakers, readStats } from "./stats-query.ts";
import { bakersSchema, statsSchema } from "./stats-schema.ts";

/** Answers kept; the largest has 1,000 buckets and takes some 200 kB. */
const ANSWERS_MAX = 100;

export type StatsRoutesOptions = {
  readonly view: () => MirrorView;
  readonly mark: ReadMark;
  readonly snapshots: StatsSnapshots;
  readonly bakers: TopBakers;
};

const documentedOnly = () => (value: unknown) => ({ value });

/** Statistics, counted when they are asked for; the same question is worked on once for as long as nothing changes. */
export function statsRoutes(server: Server, options: StatsRoutesOptions): void {
  const { view, mark, snapshots, bakers } = options;
  const stats = new SharedAnswers<StatsAnswer | TooManyBuckets>(ANSWERS_MAX);
  const tops = new SharedAnswers<BakersAnswer>(ANSWERS_MAX);
  server.route({
    method: "GET",
    url: "/v1/stats",
    schema: statsSchema,
    validatorCompiler: documentedOnly,
    handler: async (request, reply) => {
      refuseUnranked(view());
      const asked = orRefuse(readStats(parseGoQuery(request.raw.url ?? "")));
      const question = ["stats", asked];
      const tag = entityTag(question, await mark());
      if (namesTag(request.headers["if-none-match"], tag)) {
        return reply.code(304).header("etag", tag).send(null);
      }
      const answer = orRefuse(told(await stats.get(tag, () => bucketStats(snapshots, asked))));
      reply.headers(answerHeaders(question, answer.mark));
      return { data: answer.buckets.map(bucketOf) };
    },
  });
  server.route({
    method: "GET",
    url: "/v1/stats/bakers",
    schema: bakersSchema,
    validatorCompiler: documentedOnly,
    handler: async (request, reply) => {
      refuseUnranked(view());
      const asked = orRefuse(readBakers(parseGoQuery(request.raw.url ?? "")));
      const question = ["bakers", asked];
      const tag = entityTag(question, await mark());
      if (namesTag(request.headers["if-none-match"], tag)) {
        return reply.code(304).header("etag", tag).send(null);
      }
      const answer = await tops.get(tag, () => bakers(asked));
      reply.headers(answerHeaders(question, answer.mark));
      return { data: answer.bakers.map(bakerOf) };
    },
  });
}

function answerHeaders(question: readonly unknown[], mark: HistoryMark): Record<string, string> {
  return {
    ...levelHeaders(mark),
    etag: entityTag(question, mark),
    "cache-control": "no-cache",
    vary: "Accept, Accept-Encoding",
  };
}

function told(answer: StatsAnswer | TooManyBuckets): StatsAnswer | { readonly message: string } {
  if (!("code" in answer)) return answer;
  return {
    message: `invalid range: more than ${BUCKETS_MAX} buckets; take a larger bucket than ${answer.bucket}, or a shorter range of from and to`,
  };
}

function bucketOf({ start, count, delegators, amount, kinds, notApplied }: StartedStats) {
  return { start: formatUtc(start), count, delegators, amount, kinds, not_applied: notApplied };
}

function bakerOf({ baker, won, lost, amountWon, amountLost }: BakerStats) {
  return { baker, won, lost, net: won - lost, amount_won: amountWon, amount_lost: amountLost };
}
