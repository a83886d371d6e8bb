import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { LedgerDoor, LedgerOutcome } from "../src/application/ledger-request.ts";
import type { LedgerCommand } from "../src/domain/ledger-command.ts";
import { type LedgerStage, moving, openLedgerStage, posting } from "./ledger-stage.ts";
import { locked, waitingForLocks } from "./locked.ts";
import { twoAccounts } from "./two-accounts.ts";

let stage: LedgerStage;
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

type Asked = {
  readonly tenant: string;
  readonly commandId: string;
  readonly fingerprint: string;
  readonly command: LedgerCommand;
};

/** A request of its own, or one that is told from others by what is said. */
function asking(tenant: string, command: LedgerCommand, more: Partial<Asked> = {}): Asked {
  return { tenant, commandId: randomUUID(), fingerprint: "this one", command, ...more };
}

/** A door to which so much has come that came before that it looks requests up beforehand. */
async function doorOfReplays(): Promise<LedgerDoor> {
  const { tenant, bank, ann } = await twoAccounts(stage);
  const door = stage.openDoor();
  const known = asking(tenant, posting(moving(bank, ann)));
  for (let time = 0; time < 16; time += 1) await door.execute(known);
  return door;
}

const statusesOf = (outcomes: readonly LedgerOutcome[]) => outcomes.map(({ status }) => status);

/** Lets nobody have an account until it is called. */
const holding = (account: string) =>
  locked(stage, `select from payments.account where id = '${account}' for update`);

test("where many come again, nobody who does waits for accounts", async () => {
  const { tenant, bank, ann } = await twoAccounts(stage);
  const door = await doorOfReplays();
  const known = asking(tenant, posting(moving(bank, ann)));
  const first = await door.execute(known);
  const release = await holding(ann);
  try {
    const again = await door.execute(known);
    expect(again).toMatchObject({ status: "replayed", isNew: true });
    expect("results" in again && "results" in first && again.results).toEqual(
      "results" in first && first.results,
    );
    const reused = await door.execute({ ...known, fingerprint: "another one" });
    expect(reused).toEqual({ status: "key_reused" });
  } finally {
    await release();
  }
});

test("new requests and old ones of several tenants in one batch, all under the same id", async () => {
  const door = await doorOfReplays();
  const tenants = await Promise.all(Array.from({ length: 4 }, () => twoAccounts(stage)));
  const commandId = randomUUID();
  const id = randomUUID();
  const requests = tenants.map(({ tenant, bank, ann }, at) =>
    asking(tenant, posting(moving(bank, ann, { id, amount: BigInt(at + 1) })), { commandId }),
  );
  const [first, , third] = requests;
  if (first === undefined || third === undefined) throw new RangeError("there are four");
  const before = await Promise.all([first, third].map((each) => door.execute(each)));
  const reused = asking(third.tenant, third.command, { commandId, fingerprint: "another one" });
  const outcomes = await Promise.all([...requests, reused].map((each) => door.execute(each)));
  expect(statusesOf(before)).toEqual(["done", "done"]);
  expect(statusesOf(outcomes)).toEqual(["replayed", "done", "replayed", "done", "key_reused"]);
  const credited = outcomes.map((each) =>
    "transfers" in each ? each.transfers.get(id)?.credit.counters.creditsPosted : undefined,
  );
  expect(credited).toEqual([1n, 2n, 3n, 4n, undefined]);
});

test("everything there is to say is said again: accounts, quotes, batches, and what was there already", async () => {
  const { tenant, bank, ann } = await twoAccounts(stage);
  const door = await doorOfReplays();
  const [moved, refused] = [moving(bank, ann), moving(ann, bank, { amount: 999_999n })];
  const quote: LedgerCommand = {
    type: "IssueQuote",
    quote: randomUUID(),
    sell: { currency: "USD", minor: 100n },
    buy: { currency: "USD", minor: 90n },
    rate: { num: 9n, den: 10n },
    spreadMinor: 0n,
    rounding: "floor",
    validSeconds: 60,
    sellLiquidity: bank,
    buyLiquidity: bank,
  };
  const requests = [
    posting(moved, refused),
    posting(moved),
    { type: "FreezeAccount", account: ann, reason: "x" } as const,
    quote,
  ].map((command) => asking(tenant, command));
  const first: LedgerOutcome[] = [];
  for (const request of requests) first.push(await door.execute(request));
  expect(statusesOf(first)).toEqual(["done", "done", "done", "done"]);
  const again = await Promise.all(requests.map((request) => door.execute(request)));
  const said = (outcome: LedgerOutcome) => {
    if (!("results" in outcome)) return outcome;
    const { results, isNew, account, quote: known, position } = outcome;
    const transfers = results.map(({ id }) => outcome.transfers.get(id));
    return { results, isNew, account, quote: known, position, transfers };
  };
  expect(statusesOf(again)).toEqual(["replayed", "replayed", "replayed", "replayed"]);
  expect(again.map(said)).toEqual(first.map(said));
});

test("two processes, one id, money for one of them: whoever waits is told what the other has done", async () => {
  const { tenant, bank, ann } = await twoAccounts(stage);
  const doors = await Promise.all([doorOfReplays(), doorOfReplays()]);
  await stage.door.execute(asking(tenant, posting(moving(bank, ann, { amount: 1n }))));
  const commandId = randomUUID();
  // Ids that no client names are made anew for each request.
  const pay = () => asking(tenant, posting(moving(ann, bank, { amount: 1n })), { commandId });
  const release = await holding(ann);
  const both = Promise.all(doors.map((door) => door.execute(pay())));
  try {
    await expect.poll(() => waitingForLocks(stage), { timeout: 10_000 }).toBe(2);
  } finally {
    await release();
  }
  expect(statusesOf(await both).toSorted()).toEqual(["done", "replayed"]);
  const { rows } = await stage.admin.query<{ readonly made: number }>({
    text: "select count(*)::int as made from payments.transfer where debit_account = $1",
    values: [ann],
  });
  expect(rows).toEqual([{ made: 1 }]);
});
