import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { LedgerCommand } from "../src/domain/ledger-command.ts";
import {
  equity,
  type LedgerStage,
  moving,
  opening,
  openLedgerStage,
  posting,
} from "./ledger-stage.ts";

let stage: LedgerStage;
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

test("tenants that share a commit share nothing else, whatever ids they use", async () => {
  const tenants = Array.from({ length: 5 }, () => randomUUID());
  const [house, ann] = [randomUUID(), randomUUID()];
  // The same ids everywhere, of commands and transfers too, and another amount for each.
  const everywhere = (commandId: string, command: (at: number) => LedgerCommand) =>
    Promise.all(
      tenants.map((tenant, at) => stage.door.execute({ tenant, commandId, command: command(at) })),
    );
  await everywhere("house", () => equity(house));
  await everywhere("ann", () => opening(ann));
  const id = randomUUID();
  const pay = (at: number) => posting(moving(house, ann, { id, amount: BigInt(at + 1) }));
  const made = await everywhere("pay", pay);
  const again = await everywhere("pay", pay);
  // Each has what it was paid and no more: the first three cannot give back four.
  const back = await everywhere("back", () => posting(moving(ann, house, { amount: 4n })));

  const credited = (outcome: (typeof made)[number]) =>
    "transfers" in outcome ? outcome.transfers.get(id)?.credit.counters.creditsPosted : undefined;
  expect(made.map(credited)).toEqual([1n, 2n, 3n, 4n, 5n]);
  expect(again.map(credited)).toEqual([1n, 2n, 3n, 4n, 5n]);
  expect(again.map(({ status }) => status)).toEqual(Array.from(tenants, () => "replayed"));
  expect(back.map(({ status }) => status)).toEqual([
    "refused",
    "refused",
    "refused",
    "done",
    "done",
  ]);
  const { rows } = await stage.admin.query<{ readonly commits: number }>({
    text: "select count(distinct xmin::text)::int as commits from payments.transfer where id = $1",
    values: [id],
  });
  expect(rows).toEqual([{ commits: 1 }]);
});
