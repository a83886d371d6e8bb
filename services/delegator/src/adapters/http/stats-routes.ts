import type { Server } from "@holdfast/http";

import {
  BUCKETS_MAX,
  type StartedStats,
  type StatsAnswer,
  type StatsSnapshots,
  type TooManyBuckets,
  bucketStats,
} from "../../application/delegation-stats.ts";
import type { HistoryMark } from "../../application/history-mark.ts";
import type { MirrorView } from "../../application/list-delegations.ts";
import { type ReadMirrorState, markOf } from "../../application/mirror-state.ts";
import { SharedAnswers } from "../../application/shared-answers.ts";
import type { BakerStats, BakersAnswer, TopBakers } from "../../application/top-bakers.ts";
import { formatUtc } from "../../domain/utc-time.ts";
import { ASK_FIRST, VARY } from "./caching.ts";
import { documentedOnly } from "./documented-only.ts";
import { historyTag, isUnchanged, namesTag } from "./entity-tag.ts";
import { refuseUnranked } from "./history-loading.ts";
import { knownQuery } from "./known-query.ts";
import { levelHeaders } from "./level-headers.ts";
import { type QueryFault, orRefuse } from "./query-fault.ts";
import { readBakers, readStats } from "./stats-query.ts";
import { BAKERS_PARAMETERS, STATS_PARAMETERS, bakersSchema, statsSchema } from "./stats-schema.ts";

/** Answers kept; the largest has 1,000 buckets and takes some 200 kB. */
const ANSWERS_MAX = 100;

export type StatsRoutesOptions = {
  readonly view: () => MirrorView;
  readonly readState: ReadMirrorState;
  readonly snapshots: StatsSnapshots;
  readonly bakers: TopBakers;
};

/** Statistics, counted when they are asked for; the same question is worked on once for as long as nothing changes. */
export function statsRoutes(server: Server, options: StatsRoutesOptions): void {
  const { view, readState, snapshots, bakers } = options;
  const stats = new SharedAnswers<StatsAnswer | TooManyBuckets>(ANSWERS_MAX);
  const tops = new SharedAnswers<BakersAnswer>(ANSWERS_MAX);
  server.route({
    method: "GET",
    url: "/v1/stats",
    schema: statsSchema,
    validatorCompiler: documentedOnly,
    handler: async (request, reply) => {
      reply.headers(VARY);
      refuseUnranked(view(), "whole");
      const query = knownQuery(request.raw.url, { known: Object.keys(STATS_PARAMETERS) });
      const asked = orRefuse(readStats(query));
      const answer = await conditional({
        question: ["stats", asked],
        ifNoneMatch: request.headers["if-none-match"],
        readState,
        work: async (tag) =>
          orRefuse(told(await stats.get(tag, () => bucketStats(snapshots, asked)))),
      });
      reply.headers(answer.headers);
      if (answer.found === undefined) return reply.code(304).send();
      return { data: answer.found.buckets.map(bucketOf) };
    },
  });
  server.route({
    method: "GET",
    url: "/v1/stats/bakers",
    schema: bakersSchema,
    validatorCompiler: documentedOnly,
    handler: async (request, reply) => {
      reply.headers(VARY);
      refuseUnranked(view(), "whole");
      const query = knownQuery(request.raw.url, { known: Object.keys(BAKERS_PARAMETERS) });
      const asked = orRefuse(readBakers(query));
      const answer = await conditional({
        question: ["bakers", asked],
        ifNoneMatch: request.headers["if-none-match"],
        readState,
        work: (tag) => tops.get(tag, () => bakers(asked)),
      });
      reply.headers(answer.headers);
      if (answer.found === undefined) return reply.code(304).send();
      return { data: answer.found.bakers.map(bakerOf) };
    },
  });
}

type Conditional<Found> = {
  readonly question: readonly unknown[];
  readonly ifNoneMatch: string | undefined;
  readonly readState: ReadMirrorState;
  /** Answers the question; the tag names it and the state it was asked in. */
  readonly work: (tag: string) => Promise<Found>;
};

/** What was found, or nothing where the client has it already; that is told without any work. */
async function conditional<Found extends { readonly mark: HistoryMark }>({
  question,
  ifNoneMatch,
  readState,
  work,
}: Conditional<Found>): Promise<{ readonly headers: Headers; readonly found?: Found }> {
  const mark = markOf(await readState());
  const tag = historyTag(question, mark);
  if (namesTag(ifNoneMatch, tag)) return { headers: answerHeaders(question, mark) };
  const found = await work(tag);
  const headers = answerHeaders(question, found.mark);
  return isUnchanged(ifNoneMatch, headers.etag) ? { headers } : { headers, found };
}

type Headers = ReturnType<typeof answerHeaders>;

function answerHeaders(question: readonly unknown[], mark: HistoryMark) {
  return { ...levelHeaders(mark), etag: historyTag(question, mark), ...ASK_FIRST };
}

function told(answer: StatsAnswer | TooManyBuckets): StatsAnswer | QueryFault {
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
