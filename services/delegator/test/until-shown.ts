import { type Truth, type TzktStandIn } from "@holdfast/standin-tzkt";
import { expect } from "vitest";

import { newestFirst, pageBody } from "./pages-of-truth.ts";
import { type Delegator } from "./start-delegator.ts";

const NEWEST = "/xtz/delegations?per_page=100";

function newestBody(truth: Truth): string {
  return pageBody(newestFirst(truth), { page: 1, size: 100 });
}

/** Lets something happen to the chain, waits until the leader has told of it, and looks whether it is shown. */
export async function mirrored(
  leader: Delegator,
  tzkt: TzktStandIn,
  happen: () => void,
): Promise<void> {
  const before = { head: tzkt.head, sha256: tzkt.truth().sha256() };
  const told = leader.facts.lines.length;
  happen();
  const isUnchanged = tzkt.head === before.head && tzkt.truth().sha256() === before.sha256;
  if (!isUnchanged) {
    const isNew = (line: { readonly msg: string }) => leader.facts.lines.indexOf(line) >= told;
    await leader.facts.said("TipAdvanced", (line) => isNew(line) && line["head"] === tzkt.head);
  }
  expect((await leader.get(NEWEST)).text).toBe(newestBody(tzkt.truth()));
}

/**
 * Asks for the newest delegations until they are those of the chain, which stands still meanwhile; each look is a
 * request, so waiting costs nothing more. For an instance that does not lead and so tells nothing.
 */
export async function untilShown(delegator: Delegator, tzkt: TzktStandIn): Promise<void> {
  const shown = newestBody(tzkt.truth());
  while ((await delegator.get(NEWEST)).text !== shown);
}
