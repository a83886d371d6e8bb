import { type Truth } from "@holdfast/standin-tzkt";

import { newestFirst, pageBody } from "./pages-of-truth.ts";
import { type Delegator } from "./start-delegator.ts";

const FIRST = { page: 1, size: 100 };

/** Asks for the newest delegations until they are those of the chain; each look is a request, so waiting costs nothing more. */
export async function untilShown(delegator: Delegator, truth: () => Truth): Promise<void> {
  for (;;) {
    const { text } = await delegator.get("/xtz/delegations?per_page=100");
    if (text === pageBody(newestFirst(truth()), FIRST)) return;
  }
}
