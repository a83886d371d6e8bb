import { setTimeout as rest } from "node:timers/promises";

import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import { type Kernel, openKernel } from "@holdfast/kernel";
import { reapCommands } from "@holdfast/postgres/event-store";
import { type Process, send, type Sending } from "@holdfast/processes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type KernelStage, openKernelStage, shop, streamOf, tenant } from "./kernel-stage.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const schema = "ledger";
const POLL = { timeout: 20_000 };
const sleep = (ms: number, signal: AbortSignal) => rest(ms, undefined, { signal });

let common: KernelStage;
beforeAll(async () => {
  common = await openKernelStage();
});
afterAll(() => common[Symbol.asyncDispose]());

type Ordered = { readonly type: "Ordered" };
type Ship = { readonly type: "Ship" };
type Shipping = Process<Ordered, undefined, Ship>;

/** Ships whatever is ordered in some streams. */
function shipping(name: string, ship: Shipping["send"]): Shipping {
  return {
    manager: {
      name,
      initialState: () => undefined,
      react: (heard) =>
        heard.type === "Ordered" ? [send(`${name}order-1`, { type: "Ship" })] : [],
      evolve: (state) => state,
    },
    listens: {
      filter: { categories: [`${name}order`], types: ["Ordered"] },
      to: () => ({ id: "1", message: { type: "Ordered" } }),
    },
    messages: eventCatalogue<Ordered>({ Ordered: [{ schema: {} }] }),
    send: ship,
  };
}

/** A kernel whose clocks, that of the database included, are ahead by so much. */
function kernelAhead(aheadMs: number): Kernel {
  const nowMs = (): number => Date.now() + aheadMs;
  return openKernel({ ...common, nowMs, clockOffsetMs: () => aheadMs });
}

/** Runs a process until disposal. */
function running(kernel: Kernel, kind: Shipping): AsyncDisposable {
  const stop = new AbortController();
  const run = kernel.runProcess(kind, { owner: crypto.randomUUID(), signal: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await run;
    },
  };
}

const typesOf = async (kernel: Kernel, streamId: string) =>
  (await streamOf(kernel, streamId)).map(({ event }) => event.type);

describe("a process whose subscriptions are set back by more than the log remembers of commands", () => {
  const later = 40 * DAY_MS;

  async function setBack(name: string): Promise<void> {
    const nowMs = (): number => Date.now() + later;
    const { signal } = new AbortController();
    const database = common.systemDatabase;
    expect(await reapCommands({ database, schema, nowMs, sleep, signal })).toBeGreaterThan(0);
    const text = "update ledger.subscriptions set position = 0 where name like $1";
    await database.query({ text, values: [`${name}:%`] });
  }

  async function positions(kernel: Kernel, name: string): Promise<readonly (bigint | undefined)[]> {
    const ids = ["hears", "sends"].map((each) => ({ name: `${name}:${each}`, revision: 1 }));
    return Promise.all(ids.map((id) => kernel.subscriptions.position(id)));
  }

  test("hears nothing and sends nothing twice", async () => {
    await using kernel = kernelAhead(0);
    const { place, orders } = shop(kernel, "none");
    await place("calmorder-1");
    const history = ["Ordered", "CommandIssued", "CommandAccepted"];
    {
      await using _ = running(kernel, shipping("calm", orders.handle));
      await expect.poll(() => typesOf(kernel, "calm-1"), POLL).toEqual(history);
    }
    await setBack("calm");
    const [last] = (await kernel.store.readLog({ after: 0n, max: 1_000, tenant })).slice(-1);
    await using successor = kernelAhead(later);
    await using _ = running(successor, shipping("calm", shop(successor, "none").orders.handle));
    await expect
      .poll(() => positions(successor, "calm"), POLL)
      .toEqual([last?.position, last?.position]);
    expect(await typesOf(successor, "calm-1")).toEqual(history);
    expect(await typesOf(successor, "calmorder-1")).toEqual(["Ordered", "Shipped"]);
  });

  test("hears what is as old and was never heard", async () => {
    await using kernel = kernelAhead(0);
    await shop(kernel, "none").place("lateorder-1");
    await using successor = kernelAhead(later);
    await using _ = running(successor, shipping("late", shop(successor, "none").orders.handle));
    await expect
      .poll(() => typesOf(successor, "late-1"), POLL)
      .toEqual(["Ordered", "CommandIssued", "CommandAccepted"]);
  });

  test("stops loudly at a command of which nobody knows what became of it", async () => {
    await using kernel = kernelAhead(0);
    await shop(kernel, "none").place("lostorder-1");
    const dying = async (_: unknown, signal: AbortSignal): Promise<Sending> => {
      await sleep(DAY_MS, signal);
      return { status: "accepted", answer: null };
    };
    {
      await using _ = running(kernel, shipping("lost", dying));
      await expect
        .poll(() => typesOf(kernel, "lost-1"), POLL)
        .toEqual(["Ordered", "CommandIssued"]);
    }
    await using successor = kernelAhead(later);
    const sent: string[] = [];
    const noting = async ({ commandId }: { readonly commandId: string }): Promise<Sending> => {
      sent.push(commandId);
      return { status: "accepted", answer: null };
    };
    await using _ = running(successor, shipping("lost", noting));
    await expect
      .poll(() => successor.subscriptions.status({ name: "lost:sends", revision: 1 }), POLL)
      .toMatchObject({
        state: "stopped",
        lastError: expect.stringContaining("command 1 of lost-1 was issued more than 34 days ago"),
      });
    expect(sent).toEqual([]);
  });
});

test("disposal of the kernel waits for appends that change timers, and takes no more", async () => {
  const kernel = openKernel(common);
  let settled = 0;
  const timers = Array.from({ length: 300 }, (_, at) => `timer-${at}`);
  const set = async (timer: string): Promise<void> => {
    const dueAt = new Date(Date.now() + DAY_MS).toISOString();
    const event = { type: "TimerSet", timer, number: 1, dueAt, message: { type: "Ring" } };
    const commands = [{ commandId: `set ${timer}`, events: [event] }];
    const request = { tenant, streamId: `ending-${timer}`, expect: "absent", commands } as const;
    await kernel.timers.events.append(request);
    settled += 1;
  };
  const setting = Promise.all(timers.map(set));
  await kernel[Symbol.asyncDispose]();
  expect(settled).toBe(timers.length);
  await setting;
  await expect(set("late")).rejects.toThrow("the timers have been disposed of");
  const text = "select count(*)::int as n from ledger.timers where category = 'ending'";
  const { rows } = await common.systemDatabase.query<{ readonly n: number }>({ text });
  expect(rows).toEqual([{ n: timers.length }]);
});
