import { REORG_VARIANTS, startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase } from "./delegator-database.ts";
import { type Delegator, startDelegator } from "./start-delegator.ts";
import { viewOf } from "./stream-story.ts";
import { mirrored } from "./until-shown.ts";
import { dataOf, walk } from "./walk.ts";

const FINALITY = 2;

const QUERIES = ["?per_page=25", "?cursor=&per_page=25", "?level_from=1&per_page=25"];

/**
 * What the chain does before each page: it grows, and a reorg of every kind in turn takes its newest blocks back. Walks
 * that want it at the same time share it.
 */
function unrest(tzkt: TzktStandIn, delegator: Delegator): () => Promise<void> {
  let turn = 0;
  let underWay: Promise<void> | undefined;
  async function happen(): Promise<void> {
    const variant = REORG_VARIANTS[turn % REORG_VARIANTS.length];
    turn += 1;
    await mirrored(delegator, tzkt, () => tzkt.advance(2));
    await mirrored(delegator, tzkt, () => tzkt.reorg(FINALITY, variant));
    underWay = undefined;
  }
  return () => (underWay ??= happen());
}

test("walks by Link meet each delegation that was final when they began exactly once, while rows come and reorgs take them back", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 300, live: { delegationsPerBlock: 4 } });
  await using delegator = await startDelegator({ database, tzkt });
  await delegator.facts.said("AuditPassed");
  await mirrored(delegator, tzkt, () => tzkt.advance(3));

  const final = [...tzkt.truth(tzkt.head - FINALITY).records()];
  const ids = new Set(final.map(({ id }) => id));
  const meanwhile = unrest(tzkt, delegator);
  const walks = await Promise.all(
    QUERIES.map((query) => walk(delegator, `/v1/delegations${query}`, { meanwhile })),
  );
  for (const pages of walks) {
    const ofFinal = pages
      .flatMap(dataOf)
      .filter(
        (row) => typeof row === "object" && row !== null && "id" in row && ids.has(Number(row.id)),
      );
    expect(pages.length).toBeGreaterThan(10);
    expect(ofFinal).toEqual(final.toReversed().map((record) => viewOf(record, true)));
  }
});
