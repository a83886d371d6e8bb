import { describe, expect, it } from "vitest";

import { HubClient } from "./hub-client.ts";
import { above, faulty, ManualTimers, start, subscribed } from "./start-hub.ts";

describe("a push", () => {
  it("tells every new delegation whole, in order, of all levels at once", async () => {
    await using tzkt = await start();
    using client = await subscribed(tzkt);
    const { head } = tzkt;
    tzkt.advance(3);
    const data = above(tzkt, head);
    expect(await client.push("operations", 1)).toEqual({ type: 1, state: head + 3, data });
    expect(await client.push("head", 1)).toMatchObject({ type: 1, state: head + 3 });
    const blocks = await client.push("blocks", 1);
    expect(blocks).toMatchObject({
      data: [head + 1, head + 2, head + 3].map((level) => ({ level })),
    });
    const answer: unknown = await (await fetch(`${tzkt.url}/v1/head`)).json();
    expect(client.pushed("head")[0]?.["data"]).toEqual(answer);
  });

  it("says nothing of operations when there are none", async () => {
    await using tzkt = await start({}, { live: { delegationsPerBlock: 0 } });
    using client = await subscribed(tzkt);
    tzkt.advance();
    await client.push("head", 1);
    expect(client.pushed("operations")).toEqual([]);
  });

  it("of a reorganisation tells the last level that holds, then what has come instead", async () => {
    await using tzkt = await start();
    tzkt.advance(3);
    using client = await subscribed(tzkt);
    const { head } = tzkt;
    tzkt.reorg(2, "reordered");
    const reorg = { type: 2, state: head - 2 };
    await client.push("head", 2);
    const data = above(tzkt, head - 2);
    expect(client.pushed("operations")).toEqual([reorg, { type: 1, state: head, data }]);
    expect(client.pushed("blocks")).toMatchObject([reorg, { type: 1, state: head }]);
    expect(client.pushed("head")).toMatchObject([reorg, { type: 1, state: head }]);
  });

  it("of a shortened chain has no data but the head", async () => {
    await using tzkt = await start();
    tzkt.advance(3);
    using client = await subscribed(tzkt);
    const { head } = tzkt;
    tzkt.shorten(1);
    await client.push("head", 2);
    expect(client.pushed("operations")).toEqual([{ type: 2, state: head - 1 }]);
    expect(client.pushed("head")[1]).toMatchObject({ type: 1, state: head - 1 });
  });

  it("does not come when history is changed without a word", async () => {
    await using tzkt = await start();
    using client = await subscribed(tzkt);
    tzkt.renumber();
    tzkt.rewrite(tzkt.head);
    tzkt.advance();
    await client.push("head", 1);
    expect(client.pushed("blocks")).toHaveLength(1);
  });
});

/** What a client that believes every push has in the end. */
function believed(client: HubClient): readonly unknown[] {
  let rows: readonly { readonly level: number }[] = [];
  for (const { type, state, data } of client.pushed("operations")) {
    if (type === 2) rows = rows.filter(({ level }) => level <= Number(state));
    if (Array.isArray(data)) rows = [...rows, ...data];
  }
  return rows;
}

describe("all pushes together", () => {
  it("amount to the truth after any history, also when some of them collapse", async () => {
    const faults = { faults: [{ kind: "collapsed", nth: 5, times: 20 }] } as const;
    await using tzkt = await start({ faults }, { live: { delegationsPerBlock: 2 } });
    using client = await subscribed(tzkt);
    const first = tzkt.head;
    const variants = ["replaced", "reordered", "dropped", "added", "moved", "shortened"] as const;
    for (let step = 0; step < 60; step += 1) {
      const depth = 1 + (step % 2);
      if (step % 3 === 2 && tzkt.head - depth >= first) {
        tzkt.reorg(depth, variants[Math.floor(step / 3) % variants.length]);
      } else tzkt.advance(depth);
    }
    const isTold = () => client.pushed("head").at(-1)?.["state"] === tzkt.head;
    tzkt.advance(3);
    await client.until(isTold);
    expect(believed(client)).toEqual(above(tzkt, first));
  });
});

describe("a planned quirk of the hub", () => {
  const order = (client: HubClient): readonly unknown[] =>
    client.messages.map(({ target }) => target);

  it("tells the head first", async () => {
    await using tzkt = await faulty({ kind: "head_first" });
    using client = await subscribed(tzkt);
    tzkt.advance(2);
    await client.until((messages) => messages.length === 3);
    expect(order(client)).toEqual(["head", "blocks", "operations"]);
    tzkt.advance(2);
    await client.until((messages) => messages.length === 6);
    expect(order(client).slice(3)).toEqual(["operations", "blocks", "head"]);
  });

  it("lets two changes collapse into one push", async () => {
    await using tzkt = await faulty({ kind: "collapsed", times: 2 });
    tzkt.advance(2);
    using client = await subscribed(tzkt);
    const { head } = tzkt;
    tzkt.reorg(1);
    tzkt.advance();
    await client.push("head", 2);
    const reorg = { type: 2, state: head - 2 };
    expect(client.pushed("head")).toMatchObject([reorg, { type: 1, state: head + 1 }]);
    const data = above(tzkt, head - 2);
    expect(client.pushed("operations").at(-1)).toEqual({ type: 1, state: head + 1, data });
  });

  it("tells a reorganisation and its blocks only with the next push", async () => {
    await using tzkt = await faulty({ kind: "reorg_without_data", nth: 2 });
    tzkt.advance(2);
    using client = await subscribed(tzkt);
    const { head } = tzkt;
    tzkt.reorg(1);
    await client.push("head", 1);
    expect(client.messages).toHaveLength(3);
    expect(client.pushed("operations")).toEqual([{ type: 2, state: head - 1 }]);
    tzkt.advance();
    await client.push("head", 2);
    const data = above(tzkt, head - 1);
    expect(client.pushed("operations")[1]).toEqual({ type: 1, state: head + 1, data });
  });

  it.each([true, false])("is silence, with pings: %s", async (pings) => {
    const timers = new ManualTimers();
    const faults = { faults: [{ kind: "silence", pings }] } as const;
    await using tzkt = await start({ pingMs: 77, faults }, { timers });
    using client = await subscribed(tzkt);
    const { head } = tzkt;
    tzkt.advance();
    timers.pass(77);
    tzkt.advance();
    await client.push("head", 1);
    expect(client.messages.filter(({ type }) => type === 6)).toHaveLength(pings ? 1 : 0);
    expect(client.pushed("head")).toMatchObject([{ state: head + 2 }]);
    timers.pass(77);
    await client.until((messages) => messages.at(-1)?.["type"] === 6);
  });

  it.each([true, false])("is a goodbye with allowReconnect %s", async (allowReconnect) => {
    await using tzkt = await faulty({ kind: "close", allowReconnect });
    using client = await subscribed(tzkt);
    tzkt.advance();
    await client.closed;
    expect(client.messages).toEqual([{ type: 7, allowReconnect }]);
  });

  it("is a connection that breaks without a word", async () => {
    await using tzkt = await faulty({ kind: "drop" });
    using client = await subscribed(tzkt);
    tzkt.advance();
    expect(await client.closed).toBe(1006);
    expect(client.messages).toEqual([]);
  });

  it.each([
    ["split_messages", 6],
    ["joined_messages", 1],
    ["fragmented_messages", 3],
  ] as const)("%s makes %i WebSocket messages of three", async (kind, frames) => {
    await using tzkt = await faulty({ kind });
    using client = await subscribed(tzkt);
    tzkt.advance(3);
    await client.until((messages) => messages.length === 3);
    expect(client.frames).toHaveLength(frames);
    expect(order(client)).toEqual(["operations", "blocks", "head"]);
  });
});

describe("a hub a test acts on", () => {
  it("says goodbye or breaks off at the moment it is told", async () => {
    await using tzkt = await start();
    using first = await HubClient.connect(tzkt.url);
    tzkt.hub.close(false);
    await first.closed;
    expect(first.messages).toEqual([{ type: 7, allowReconnect: false }]);
    using second = await HubClient.connect(tzkt.url);
    tzkt.hub.drop();
    await second.closed;
    expect(second.messages).toEqual([]);
  });

  it("refuses a plan that makes no sense", async () => {
    const faults = { faults: [{ kind: "collapsed", nth: 0 }] } as const;
    await expect(start({ faults })).rejects.toMatchObject({ code: "bad_fault_plan" });
  });
});

describe("a chain with a pace of its own", () => {
  it("gets a block at every beat, and a reorganisation now and then", async () => {
    const timers = new ManualTimers();
    await using tzkt = await start({}, { timers, blockTimeMs: 50, reorgs: 0.3 });
    await using other = await start({}, { timers, blockTimeMs: 50, reorgs: 0.3 });
    using client = await subscribed(tzkt);
    for (let beat = 0; beat < 40; beat += 1) timers.pass(50);
    await client.until(() => client.pushed("head").filter(({ type }) => type === 1).length === 40);
    expect(client.pushed("head").filter(({ type }) => type === 2).length).toBeGreaterThan(4);
    expect(client.pushed("head").at(-1)).toMatchObject({ state: tzkt.head });
    expect(tzkt.truth().sha256()).toBe(other.truth().sha256());
  });

  it("follows the machine's clock when it is given no other", async () => {
    await using tzkt = await start({ pingMs: 5 }, { blockTimeMs: 5 });
    using client = await subscribed(tzkt);
    await client.push("head", 3);
    await client.until((messages) => messages.some(({ type }) => type === 6));
  });
});
