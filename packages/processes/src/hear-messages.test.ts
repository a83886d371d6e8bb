import { describe, expect, it } from "vitest";

import { moneyOrders } from "../examples/money-order.ts";
import { accountsOf, openAccounts, settled, stateOf, tellOrder } from "../test/bank.ts";
import { Mortal } from "../test/mortal.ts";
import { vault } from "../test/vault.ts";
import { plainHost } from "./plain-host.ts";
import { runProcess } from "./run-process.ts";

const [payer, payee] = ["account-payer", "account-payee"];
const order = { type: "MoneyOrdered", payer, payee, cents: 300n, fee: 10n } as const;

describe("an event that cannot be told", () => {
  it("stops the process, so that nothing of it is overtaken, and goes on where it was", async () => {
    const bank = vault();
    await openAccounts(bank, { [payer]: 1_000n, [payee]: 0n });
    const { handle } = accountsOf(bank.events, bank.sleep);
    let isBroken = true;
    const orders = moneyOrders(handle);
    const to: typeof orders.listens.to = (event) => {
      if (isBroken && event.streamId === "order-1") throw new RangeError("broken");
      return orders.listens.to(event);
    };
    const mortal = new Mortal();
    const options = { ...bank, owner: "any", monotonicMs: bank.nowMs, random: () => 0.5 };
    const host = plainHost({ ...options, signal: mortal.signal });
    const running = runProcess({ ...orders, listens: { ...orders.listens, to } }, host);
    await tellOrder(bank, "1", order);
    await tellOrder(bank, "2", order);
    await bank.sleep(10_000, mortal.signal);
    expect(await stateOf(bank, "2")).toMatchObject({ phase: "new" });
    isBroken = false;
    await bank.subscriptions.resume({ name: "order_payment:hears", revision: 1 });
    expect(await settled(bank, "1", mortal)).toBe("done");
    expect(await settled(bank, "2", mortal)).toBe("done");
    mortal.end();
    await running;
  });

  it("cannot be parked", async () => {
    const bank = vault();
    const options = { ...bank, owner: "any", monotonicMs: bank.nowMs, random: () => 0.5 };
    const host = plainHost({ ...options, signal: new AbortController().signal });
    const onFailure = { retries: 3, giveUp: "park" } as const;
    const orders = moneyOrders(async () => ({ status: "accepted", answer: null }));
    await expect(runProcess({ ...orders, onFailure }, host)).rejects.toMatchObject({
      name: "ProcessMisused",
      code: "parking_refused",
    });
  });
});

describe("what a process is told", () => {
  it("is not its own history, though that has the same types", async () => {
    const bank = vault();
    const heard: string[] = [];
    const listening = moneyOrders(async () => ({ status: "accepted", answer: null }));
    const everywhere = { ...listening, listens: { ...listening.listens, filter: {} } };
    const mortal = new Mortal();
    const options = { ...bank, owner: "any", monotonicMs: bank.nowMs, random: () => 0.5 };
    const running = runProcess(everywhere, plainHost({ ...options, signal: mortal.signal }));
    await tellOrder(bank, "1", order);
    await settled(bank, "1", mortal);
    await bank.sleep(10_000, mortal.signal);
    mortal.end();
    await running;
    for (const { event } of await bank.events.readLog({ after: 0n, max: 1_000 })) {
      if (event.type === "MoneyOrdered") heard.push(event.type);
    }
    // As it was ordered, and as it was heard.
    expect(heard).toHaveLength(2);
  });

  it.each(["", "x".repeat(301), "\0", "\ud800"])("is refused for the process %j", async (id) => {
    const bank = vault();
    const odd = moneyOrders(async () => ({ status: "accepted", answer: null }));
    const listens = { ...odd.listens, to: () => ({ id, message: order }) };
    const told: unknown[] = [];
    const mortal = new Mortal();
    const options = { ...bank, owner: "any", monotonicMs: bank.nowMs, random: () => 0.5 };
    const onError = (error: unknown): void => void told.push(error);
    const host = plainHost({ ...options, signal: mortal.signal, onError });
    const running = runProcess({ ...odd, listens }, host);
    await tellOrder(bank, "1", order);
    await bank.sleep(1_000, mortal.signal);
    mortal.end();
    await running;
    expect(told).toContainEqual(expect.objectContaining({ code: "process_id_invalid" }));
  });
});
