import type { Tagged } from "@holdfast/cqrs";
import type { AccountCommand } from "@holdfast/cqrs/examples/bank-account";
import type { CommandMessage } from "@holdfast/cqrs/handling";
import { describe, expect, it } from "vitest";

import { FEES, moneyOrders } from "../examples/money-order.ts";
import {
  accountsOf,
  balanceOf,
  openAccounts,
  runOrders,
  settled,
  stateOf,
  tellOrder,
} from "../test/bank.ts";
import { type Fate, Mortal } from "../test/mortal.ts";
import { vault } from "../test/vault.ts";
import { plainHost } from "./plain-host.ts";
import type { ProcessSubscription, Sending } from "./process.ts";
import { type ProcessHost, runProcess } from "./run-process.ts";

type AccountMessage = CommandMessage<AccountCommand>;
const NIL = "00000000-0000-0000-0000-000000000000";

const [payer, payee] = ["account-payer", "account-payee"];
const order = { type: "MoneyOrdered", payer, payee, cents: 300n, fee: 10n } as const;

const stories = [
  {
    what: "an order is paid",
    balances: { [payer]: 1_000n, [payee]: 0n },
    ends: { phase: "done", balances: [700n, 10n, 290n] },
  },
  {
    what: "the payee cannot take it, and everything goes back",
    balances: { [payer]: 1_000n },
    ends: { phase: "undone", balances: [1_000n, 0n, 0n] },
  },
  {
    what: "the payer does not have it, and nothing happens",
    balances: { [payer]: 299n, [payee]: 0n },
    ends: { phase: "undone", balances: [299n, 0n, 0n] },
  },
] as const;

type Story = (typeof stories)[number];

/** Plays a story with a process that dies once and another that goes on; says whether the first did die. */
async function play({ balances, ends }: Story, fate: Fate): Promise<boolean> {
  const bank = vault();
  await openAccounts(bank, balances);
  await tellOrder(bank, "1", order);
  const accounts = async () =>
    Promise.all([payer, FEES, payee].map((account) => balanceOf(bank, account)));
  const total = (all: readonly bigint[]) => all.reduce((sum, each) => sum + each, 0n);
  const before = total(await accounts());
  const mortal = new Mortal(fate);
  const running = runOrders(bank, mortal);
  await settled(bank, "1", mortal);
  const { isDead } = mortal;
  // What is on no account is on its way: all of it, or what the fee has left of it.
  expect([0n, 300n, 290n]).toContain(before - total(await accounts()));
  mortal.end();
  await running;
  const heir = new Mortal();
  const again = runOrders(bank, heir);
  expect(await settled(bank, "1", heir)).toBe(ends.phase);
  heir.end();
  await again;
  expect(await accounts()).toEqual(ends.balances);
  expect(await bank.timers.running({ max: 10 })).toEqual([]);
  return isDead;
}

describe("a process manager whose process dies at any call to its stores", () => {
  for (const story of stories) {
    for (const side of ["before", "after"] as const) {
      it(`${story.what}, dying ${side} each call`, { timeout: 60_000 }, async () => {
        let atCall = 1;
        while (await play(story, { atCall, side })) atCall += 1;
        expect(atCall).toBeGreaterThan(20);
      });
    }
  }
});

describe("a saga that cannot go back", () => {
  it("waits for somebody, and goes on when it is told to", async () => {
    const bank = vault();
    await openAccounts(bank, { [payer]: 1_000n });
    await tellOrder(bank, "1", order);
    const mortal = new Mortal();
    let isBroken = true;
    // The payee has no account, and the fee cannot be given back at first.
    const refusing = ({ type }: Tagged, to: string): boolean =>
      isBroken && type === "Withdraw" && to === FEES;
    const running = runOrders(bank, mortal, refusing);
    expect(await settled(bank, "1", mortal)).toBe("needs_attention");
    expect(await stateOf(bank, "1")).toMatchObject({ reason: "not_open", step: "charge" });
    isBroken = false;
    await tellOrder(bank, "1", { type: "OrderResumed" });
    await bank.sleep(60_000, mortal.signal);
    expect(await stateOf(bank, "1")).toMatchObject({ phase: "undone" });
    mortal.end();
    await running;
    expect(await balanceOf(bank, payer)).toBe(1_000n);
  });
});

describe("two owners of one process at the same time", () => {
  /** A bank where the first command of an order is about to be sent, by whoever delivers. */
  async function atFirstCommand() {
    const bank = vault();
    await openAccounts(bank, { [payer]: 1_000n, [payee]: 0n });
    await tellOrder(bank, "1", order);
    const mortal = new Mortal();
    const { handle } = accountsOf(bank.events, bank.sleep);
    const owner = async (send: (message: AccountMessage) => Promise<Sending>) => {
      const followed = new Map<string, ProcessSubscription["deliver"]>();
      const options = { ...bank, owner: "any", monotonicMs: bank.nowMs, random: () => 0.5 };
      const plain = plainHost({ ...options, signal: mortal.signal });
      const follow: ProcessHost["follow"] = async ({ name, deliver }) => {
        followed.set(name, deliver);
      };
      await runProcess(moneyOrders(send), { ...plain, follow });
      return async (name: "hears" | "sends") => {
        const log = await bank.events.readLog({ after: 0n, max: 1_000 });
        const wanted = name === "hears" ? "MoneyOrdered" : "CommandIssued";
        const events = log.filter(({ event }) => event.type === wanted);
        await followed.get(`order_payment:${name}`)?.(events, mortal.signal);
      };
    };
    const history = async () => {
      const streamId = "order_payment-1";
      const { events } = await bank.events.loadStream({ tenant: NIL, streamId });
      return events.map(({ type }) => type);
    };
    return { bank, owner, handle, history };
  }

  const refusal = { code: "insufficient_funds", sentence: "1 cent is missing", data: {} };

  it("a refusal that comes late is not told of a command that was accepted meanwhile", async () => {
    const { bank, owner, handle, history } = await atFirstCommand();
    const { promise: gate, resolve: open } = Promise.withResolvers<Sending>();
    let isFirst = true;
    const slow = await owner((message) => {
      if (!isFirst) return handle(message);
      isFirst = false;
      return gate;
    });
    const quick = await owner(handle);
    await slow("hears");
    const late = slow("sends");
    await quick("sends");
    open(refusal);
    await late;
    expect(await history()).toEqual([
      "MoneyOrdered",
      "CommandIssued",
      "CommandAccepted",
      "CommandIssued",
    ]);
    expect(await balanceOf(bank, payer)).toBe(700n);
  });

  it("a command that somebody sent and died is told by whoever was refused", async () => {
    const { bank, owner, handle, history } = await atFirstCommand();
    const mortal = new Mortal();
    const dying = await owner(async (message) => {
      await handle(message);
      mortal.end();
      return Promise.reject(new RangeError("died before telling"));
    });
    let isFirst = true;
    const refused = await owner(async (message) => {
      if (!isFirst) return handle(message);
      isFirst = false;
      await dying("sends").catch(() => undefined);
      return refusal;
    });
    await refused("hears");
    await refused("sends");
    expect(await history()).toEqual([
      "MoneyOrdered",
      "CommandIssued",
      "CommandAccepted",
      "CommandIssued",
    ]);
    expect(await balanceOf(bank, payer)).toBe(700n);
  });

  it("a stream that others write to all the time is no refusal", async () => {
    const { owner, handle, history } = await atFirstCommand();
    let tries = 0;
    const busy = await owner(async (message) => {
      tries += 1;
      return tries < 4
        ? { code: "version_conflict", sentence: "later", data: {} }
        : handle(message);
    });
    await busy("hears");
    await busy("sends");
    expect(tries).toBe(4);
    expect(await history()).toContain("CommandAccepted");
    expect(await history()).not.toContain("CommandRefused");
  });

  it("an answer that the log does not take leaves nothing untold", async () => {
    const { owner, handle, history } = await atFirstCommand();
    const odd = await owner(async (message) => {
      await handle(message);
      return { status: "accepted", answer: new Date() };
    });
    await odd("hears");
    await odd("sends");
    expect(await history()).toContain("CommandAccepted");
  });

  it("a command that was told as refused has no effect any more", async () => {
    const { bank, owner, handle, history } = await atFirstCommand();
    const first = await owner(async () => refusal);
    const second = await owner(handle);
    await first("hears");
    await first("sends");
    await second("sends");
    expect(await history()).toEqual(["MoneyOrdered", "CommandIssued", "CommandRefused"]);
    expect(await balanceOf(bank, payer)).toBe(1_000n);
  });
});
