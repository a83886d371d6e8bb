import { createHash } from "node:crypto";

import { startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";

import { answerParent } from "../answer-parent.ts";
import { mirrorLine, originalLine } from "./canonical-lines.ts";
import { chainRows } from "./chain-row.ts";
import { countRequests } from "./count-requests.ts";
import { exportDigests } from "./export-digests.ts";
import { TruePages } from "./true-pages.ts";
import type { ChainTruth, TzktQuestions } from "./tzkt-questions.ts";

const SEED = 42;

/** The stand-in in a process of its own, so that its work is nobody else's. */
function tzktAnswers(): TzktQuestions {
  let standIn: TzktStandIn | undefined;
  const pages = new TruePages();
  return {
    async start({ rows, perSecond }) {
      const limiter =
        perSecond === 0 ? "none" : ({ kind: "sliding", perSecond, retryAfter: true } as const);
      standIn = await startTzkt({ seed: SEED, rows, limiter, pages: "prepared" });
      return { url: standIn.url };
    },
    truth: () => readTruth(standIn?.truth().records() ?? [], pages),
    exports: () => exportDigests(standIn?.truth().records() ?? []),
    requests: (span) => countRequests(standIn?.requests ?? [], span),
    pages: (asked) => asked.map((page) => pages.body(page)),
    count: (year) => pages.count(year ?? undefined),
  };
}

function readTruth(
  records: ReturnType<ReturnType<TzktStandIn["truth"]>["records"]> | readonly [],
  pages: TruePages,
): ChainTruth {
  const mirror = createHash("sha256");
  const original = createHash("sha256");
  for (const row of chainRows(records)) {
    mirror.update(mirrorLine(row)).update("\n");
    original.update(originalLine(row)).update("\n");
    pages.add(row);
  }
  return {
    rows: pages.count(),
    mirrorDigest: mirror.digest("hex"),
    originalDigest: original.digest("hex"),
  };
}

answerParent(tzktAnswers());
