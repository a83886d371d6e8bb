import { REORG_VARIANTS, startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase } from "./delegator-database.ts";
import { type Delegator, startDelegator } from "./start-delegator.ts";
import { viewOf } from "./stream-story.ts";
import { untilShown } from "./until-shown.ts";
import { dataOf, walk } from "./walk.ts";

const FINALITY = 2;

/** One thing the chain does before each page: it grows, or a reorg of every kind in turn takes its newest blocks back. */
function unrest(tzkt: TzktStandIn, delegator: Delegator): () => Promise<void> {
  let turn = 0;
  return async () => {
    const variant = REORG_VARIANTS[turn % REORG_VARIANTS.length];
    turn += 1;
    tzkt.advance(2);
    await untilShown(delegator, () => tzkt.truth());
    tzkt.reorg(FINALITY, variant);
    await untilShown(delegator, () => tzkt.truth());
  };
}

test.concurrent.each(["?per_page=50", "?cursor=&per_page=50", "?level_from=1&per_page=50"])(
  "a walk by Link meets each delegation that was final when it began exactly once, while rows come and reorgs take them back: %s",
  async (query) => {
    await using database = await delegatorDatabase();
    await using tzkt = await startTzkt({ rows: 400, live: { delegationsPerBlock: 4 } });
    await using delegator = await startDelegator({ database, tzkt });
    await delegator.facts.said("AuditPassed");
    tzkt.advance(3);
    await untilShown(delegator, () => tzkt.truth());

    const final = [...tzkt.truth(tzkt.head - FINALITY).records()];
    const pages = await walk(delegator, `/v1/delegations${query}`, {
      meanwhile: unrest(tzkt, delegator),
    });
    const met = pages.flatMap(dataOf);
    const ids = new Set(final.map(({ id }) => id));
    const ofFinal = met.filter(
      (row) => typeof row === "object" && row !== null && "id" in row && ids.has(Number(row.id)),
    );
    expect(pages.length).toBeGreaterThan(10);
    expect(ofFinal).toEqual(final.toReversed().map((record) => viewOf(record, true)));
  },
);
