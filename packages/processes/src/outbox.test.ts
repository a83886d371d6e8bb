import { inMemoryEventStore, type StoredEvent } from "@holdfast/cqrs/event-store";
import { inMemorySubscriptions } from "@holdfast/cqrs/subscriptions";
import { VirtualTime } from "@holdfast/cqrs/virtual-time";
import { expect, it } from "vitest";

import { Mortal } from "../test/mortal.ts";
import { inMemoryTimers } from "./in-memory-timers.ts";
import { inboxId } from "./inbox.ts";
import { outbox, type OutboxMessage } from "./outbox.ts";
import { plainHost } from "./plain-host.ts";

let owners = 0;
const tenant = "00000000-0000-0000-0000-000000000000";

function stage() {
  const { nowMs, sleep } = new VirtualTime();
  const events = inMemoryEventStore({ nowMs, newEventId: () => crypto.randomUUID() });
  const subscriptions = inMemorySubscriptions({ events, nowMs });
  const timers = inMemoryTimers({ events, nowMs });
  const say = async (streamId: string, ...types: readonly string[]) => {
    const commands = types.map((type) => ({ commandId: crypto.randomUUID(), events: [{ type }] }));
    await events.append({ tenant, streamId, expect: "any", commands });
  };
  return { nowMs, sleep, events, subscriptions, timers, say };
}

/** A broker that throws away what it has seen, as brokers do. */
class Broker {
  readonly seen: OutboxMessage<string>[] = [];
  sent = 0;

  async take(messages: readonly OutboxMessage<string>[]): Promise<void> {
    for (const message of messages) {
      this.sent += 1;
      if (!this.seen.some(({ id }) => id === message.id)) this.seen.push(message);
    }
  }
}

it("publishes each event with its own id, in order, whenever its process dies", async () => {
  let atCall = 1;
  let repeated = 0;
  for (let hasDied = true; hasDied; atCall += 1) {
    const { say, subscriptions, nowMs, sleep, events, timers } = stage();
    await say("order-1", "Ordered", "Secret", "Paid");
    await say("order-2", "Ordered");
    const broker = new Broker();
    const body = ({ event }: StoredEvent) => (event.type === "Secret" ? undefined : event.type);
    const run = async (mortal: Mortal) => {
      const publish = mortal.sees({
        publish: (messages: readonly OutboxMessage<string>[]) => broker.take(messages),
      });
      const own = {
        subscriptions: mortal.sees(subscriptions),
        timers,
        owner: `owner-${(owners += 1)}`,
        nowMs,
        sleep,
      };
      const host = plainHost({
        ...own,
        monotonicMs: nowMs,
        random: () => 0,
        signal: mortal.signal,
      });
      const subscription = outbox({
        name: "news",
        filter: {},
        body,
        publish: (all) => publish.publish(all),
      });
      const running = host.follow(subscription, mortal.signal).catch(() => undefined);
      const isDone = async () =>
        (await subscriptions.position({ name: "news", revision: 1 })) === 4n;
      while (!mortal.isDead && !(await isDone())) await sleep(10, new AbortController().signal);
      mortal.end();
      await running;
    };
    const first = new Mortal({ atCall, side: "after" });
    await run(first);
    hasDied =
      broker.seen.length < 3 ||
      (await subscriptions.position({ name: "news", revision: 1 })) !== 4n;
    await run(new Mortal());
    expect(broker.seen.map(({ key, body: said }) => `${key} ${said}`)).toEqual([
      "order-1 Ordered",
      "order-1 Paid",
      "order-2 Ordered",
    ]);
    const log = await events.readLog({ after: 0n, max: 10 });
    expect(broker.seen.map(({ id }) => id)).toEqual(
      log.filter(({ event }) => event.type !== "Secret").map(({ eventId }) => eventId),
    );
    repeated += broker.sent - broker.seen.length;
  }
  expect(atCall).toBeGreaterThan(3);
  expect(repeated).toBeGreaterThan(0);
});

it("names messages from outside so that none is another's", () => {
  expect(inboxId("bank", "17")).toBe("inbox:bank:17");
  const odd = ["", " ", "a b", "\0", "x".repeat(101), "ü"].map((id) => inboxId("bank", id));
  expect(new Set(odd).size).toBe(odd.length);
  for (const id of odd) expect(id).toMatch(/^inbox:bank#[0-9a-f]{64}$/);
  for (const source of ["", "a:b", "x".repeat(65)])
    expect(() => inboxId(source, "1")).toThrow(RangeError);
});
