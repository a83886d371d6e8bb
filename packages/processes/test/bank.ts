import type { EventStore } from "@holdfast/cqrs/event-store";
import { accountEvents } from "@holdfast/cqrs/examples/account-events";
import { type AccountCommand, bankAccount } from "@holdfast/cqrs/examples/bank-account";
import { handleCommands } from "@holdfast/cqrs/handling";
import type { Sleep, SubscriptionStore } from "@holdfast/cqrs/subscriptions";
import { plainHost, runProcess, type SagaState, type TimerStore } from "@holdfast/processes";

import { FEES, moneyOrder, type MoneyOrdered, moneyOrders } from "../examples/money-order.ts";
import type { Mortal } from "./mortal.ts";

const tenant = "00000000-0000-0000-0000-000000000000";

/** The stores that outlive the processes of a bank, and its clocks. */
export type Vault<Tx> = {
  readonly events: EventStore;
  readonly subscriptions: SubscriptionStore<Tx>;
  readonly timers: TimerStore;
  readonly nowMs: () => number;
  readonly sleep: Sleep;
};

let incarnations = 0;

/** The door to accounts, over the log as one process sees it. */
export function accountsOf(events: EventStore, sleep: Sleep) {
  const never = new AbortController().signal;
  return handleCommands(bankAccount, {
    store: events,
    context: () => undefined,
    random: () => 0.5,
    sleep: (ms) => sleep(ms, never),
    ...accountEvents,
  });
}

/** Runs money orders in a process that lives as long as it is given; resolves when it is over, however it ended. */
export async function runOrders<Tx>(
  vault: Vault<Tx>,
  mortal: Mortal,
  refusing?: (command: AccountCommand, to: string) => boolean,
): Promise<void> {
  const events = mortal.sees(vault.events);
  const accounts = accountsOf(events, vault.sleep);
  incarnations += 1;
  const timers = { ...mortal.sees(vault.timers), events: mortal.sees(vault.timers.events) };
  const host = plainHost({
    subscriptions: mortal.sees(vault.subscriptions),
    timers,
    owner: `bank-${incarnations}`,
    nowMs: vault.nowMs,
    monotonicMs: vault.nowMs,
    random: () => 0.5,
    sleep: vault.sleep,
    signal: mortal.signal,
  });
  const orders = moneyOrders(async (message) => {
    const isRefused = refusing?.(message.command, message.streamId) ?? false;
    if (isRefused) return { code: "out_of_order", sentence: "not now", data: {} };
    return accounts.handle(message);
  });
  await runProcess(orders, host).catch((error: unknown) => {
    if (!mortal.isDead) throw error;
  });
}

/** Opens accounts with these cents on them. */
export async function openAccounts<Tx>(
  { events, sleep }: Vault<Tx>,
  balances: Readonly<Record<string, bigint>>,
): Promise<void> {
  const { handle } = accountsOf(events, sleep);
  for (const [streamId, cents] of Object.entries({ [FEES]: 0n, ...balances })) {
    const ids = { tenant, streamId };
    await handle({
      ...ids,
      commandId: `open ${streamId}`,
      command: { type: "OpenAccount", owner: streamId },
    });
    await handle({ ...ids, commandId: `pay ${streamId}`, command: { type: "Deposit", cents } });
  }
}

/** Says something to the stream of an order. */
export async function tellOrder<Tx>(
  { events }: Vault<Tx>,
  order: string,
  event: { readonly type: string } & object,
): Promise<void> {
  const commands = [{ commandId: `${event.type} ${order}`, events: [event] }];
  await events.append({ tenant, streamId: `order-${order}`, expect: "any", commands });
}

/** The cents on an account; none if it is not open. */
export async function balanceOf<Tx>({ events }: Vault<Tx>, streamId: string): Promise<bigint> {
  const { events: history } = await events.loadStream({ tenant, streamId });
  return history.reduce((sum, event) => {
    if (!("cents" in event) || typeof event.cents !== "bigint") return sum;
    return event.type === "MoneyDeposited" ? sum + event.cents : sum - event.cents;
  }, 0n);
}

/** Where an order stands. */
export async function stateOf<Tx>(
  { events }: Vault<Tx>,
  order: string,
): Promise<SagaState<MoneyOrdered>> {
  const streamId = `order_payment-${order}`;
  const { events: history } = await events.loadStream({ tenant, streamId });
  const isEvent = (each: object): each is Parameters<typeof moneyOrder.evolve>[1] => "type" in each;
  return history
    .filter(isEvent)
    .reduce((state, event) => moneyOrder.evolve(state, event), moneyOrder.initialState());
}

/** Waits until an order is over or needs somebody, or the process has died; gives up after an hour. */
export async function settled<Tx>(
  vault: Vault<Tx>,
  order: string,
  mortal: Mortal,
): Promise<string> {
  const ends = new Set(["done", "undone", "needs_attention"]);
  const never = new AbortController().signal;
  for (const untilMs = vault.nowMs() + 3_600_000; vault.nowMs() < untilMs;) {
    const { phase } = await stateOf(vault, order);
    if (ends.has(phase) || mortal.isDead) return phase;
    await vault.sleep(50, never);
  }
  return "nothing";
}
