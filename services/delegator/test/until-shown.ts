import type { Truth, TzktStandIn } from "@holdfast/standin-tzkt";
import { expect } from "vitest";

import { newestFirst, pageBody } from "./pages-of-truth.ts";
import type { Delegator } from "./start-delegator.ts";
import { expectedRows } from "./stored-rows.ts";
import { untilAnswered } from "./until-answered.ts";

const NEWEST = "/xtz/delegations?per_page=100";

function newestBody(truth: Truth): string {
  return pageBody(newestFirst(truth), { page: 1, size: 100 });
}

/** What a mirror stores of the chain: a block that was replaced by its like leaves no trace. */
function mirroredPart(tzkt: TzktStandIn): string {
  return JSON.stringify([tzkt.head, expectedRows(tzkt.truth())]);
}

/** Lets something happen to the chain, waits until the leader has told of it, and looks whether it is shown. */
export async function mirrored(
  leader: Delegator,
  tzkt: TzktStandIn,
  happen: () => void,
): Promise<void> {
  const before = mirroredPart(tzkt);
  const told = leader.facts.lines.length;
  happen();
  if (mirroredPart(tzkt) !== before) {
    const isNew = (line: { readonly msg: string }) => leader.facts.lines.indexOf(line) >= told;
    await leader.facts.said(
      "TipAdvanced",
      (line) => isNew(line) && line["head"] === tzkt.head && line["isWhole"] === true,
    );
  }
  expect((await leader.get(NEWEST)).text).toBe(newestBody(tzkt.truth()));
}

/** Asks for the newest delegations until they are those of the chain. For an instance that does not lead and so tells nothing. */
export async function untilShown(delegator: Delegator, tzkt: TzktStandIn): Promise<void> {
  const shown = newestBody(tzkt.truth());
  await untilAnswered(delegator, NEWEST, ({ text }) => text === shown);
}
