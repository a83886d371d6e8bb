import { expect, it } from "vitest";

import { delegation, delegations } from "../../test/in-memory/delegations.ts";
import { DelegationPage } from "./delegation-page.ts";
import type { Delegation } from "./delegation.ts";
import { SeenOperations } from "./seen-operations.ts";

const OTHER_HASH = "opMsAYfRoCdJAA6XfX51RcbTcp5oHYGsg8jQgRFMjJSiVFtj2g1";

function mayHoldTwice(...pages: readonly (readonly Delegation[])[]): boolean {
  const seen = new SeenOperations();
  for (const rows of pages) seen.meet(DelegationPage.of(rows));
  return seen.mayHoldTwice;
}

it("tells the operations of a long history apart", () => {
  const seen = new SeenOperations();
  const page = DelegationPage.of(delegations(20_000));
  seen.meet(page);
  expect(seen.mayHoldTwice).toBe(false);
  seen.meet(DelegationPage.of([delegation(7)]));
  expect(seen.mayHoldTwice).toBe(true);
});

it.each<Partial<Delegation>>([{ hash: OTHER_HASH }, { counter: 8 }, { nonce: 0 }])(
  "tells apart what differs in %j alone",
  (change) => expect(mayHoldTwice([delegation(7), delegation(7, change)])).toBe(false),
);

it("knows an operation again that has another id, in another page or the same", () => {
  const again = delegation(7, { id: 9 * 2 ** 20, level: 90 });
  expect(mayHoldTwice([delegation(7)], [again])).toBe(true);
  expect(mayHoldTwice([delegation(7), again])).toBe(true);
});
