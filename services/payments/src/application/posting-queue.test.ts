import { describe, expect, it } from "vitest";

import { LedgerBusy } from "./ledger-busy.ts";
import type { LedgerOutcome, LedgerRequest } from "./ledger-request.ts";
import { type Post, PostingQueue, type PostingQueueOptions } from "./posting-queue.ts";

const outcome: LedgerOutcome = { status: "key_reused" };

class Outage extends Error {
  override readonly name = "Outage";
}

function request(commandId: string, tenant = "t1"): LedgerRequest {
  const command = { type: "FreezeAccount", account: "a", reason: "r" } as const;
  return { tenant, commandId, command };
}

/** One that counts as many. */
function expiries(commandId: string, size: number): LedgerRequest {
  const items = Array.from(
    { length: size },
    (_, at) => ({ kind: "expire_hold", id: `${at}`, hold: "h" }) as const,
  );
  return { tenant: "t1", commandId, command: { type: "PostTransfers", isAtomic: false, items } };
}

/** A queue whose posts wait until they are let go, in the order of the test. */
function fixture(options: Partial<PostingQueueOptions> = {}) {
  const posts: {
    readonly names: readonly string[];
    readonly finish: (...left: readonly string[]) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  const post: Post = (requests) => {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Post>>>();
    posts.push({
      names: requests.map(({ commandId }) => commandId),
      finish: (...left) =>
        resolve(requests.map(({ commandId }) => (left.includes(commandId) ? undefined : outcome))),
      fail: reject,
    });
    return promise;
  };
  const isOutage = (error: unknown) => error instanceof Outage;
  const queue = new PostingQueue({ post, isOutage, lanes: 1, ...options });
  const nth = (at: number) => {
    const found = posts[at];
    if (found === undefined) throw new RangeError(`there is no post ${at}`);
    return found;
  };
  return { queue, posts, nth };
}

/** Lets everything happen that is due: what a queue begins then, it begins in the next turn. */
async function settled(): Promise<void> {
  for (const _ of [1, 2]) await new Promise((resolve) => setImmediate(resolve));
}

describe("a queue of requests", () => {
  it("posts in the next turn what comes alone, and together what came meanwhile", async () => {
    const { queue, posts, nth } = fixture();
    const first = queue.execute(request("a"));
    await settled();
    expect(posts.map(({ names }) => names)).toEqual([["a"]]);
    const others = ["b", "c"].map((id) => queue.execute(request(id)));
    await settled();
    expect(posts).toHaveLength(1);
    nth(0).finish();
    await settled();
    expect(nth(1).names).toEqual(["b", "c"]);
    nth(1).finish();
    expect(await Promise.all([first, ...others])).toEqual([outcome, outcome, outcome]);
    expect(queue.size).toBe(0);
  });

  it("takes one of each tenant in turn, and begins with whoever was not served", async () => {
    const { queue, posts, nth } = fixture({ batchMax: 3 });
    for (const [id, tenant] of [
      ["a1", "t1"],
      ["a2", "t1"],
      ["a3", "t1"],
      ["b1", "t2"],
      ["b2", "t2"],
      ["c1", "t3"],
      ["d1", "t4"],
    ] as const) {
      void queue.execute(request(id, tenant));
    }
    for (const at of [0, 1, 2]) {
      await settled();
      nth(at).finish();
    }
    await settled();
    expect(posts.map(({ names }) => names)).toEqual([
      ["a1", "b1", "c1"],
      ["d1", "a2", "b2"],
      ["a3"],
    ]);
  });

  it("posts beside another batch once as many wait as are worth it", async () => {
    const { queue, posts, nth } = fixture({ lanes: 2 });
    for (const id of ["a", "b"]) void queue.execute(request(id));
    await settled();
    const ids = Array.from({ length: 20 }, (_, at) => `more-${at}`);
    for (const id of ids.slice(1)) void queue.execute(request(id));
    await settled();
    expect(posts).toHaveLength(1);
    void queue.execute(request("more-0"));
    await settled();
    expect(nth(1).names).toHaveLength(20);
    nth(0).finish();
    nth(1).finish();
  });

  it("lets nobody wait for a large batch", async () => {
    const { queue, nth } = fixture({ lanes: 2 });
    void queue.execute(expiries("large", 200));
    await settled();
    void queue.execute(request("small", "t2"));
    await settled();
    expect(nth(1).names).toEqual(["small"]);
    nth(0).finish();
    nth(1).finish();
  });

  it("leaves the other lanes their share", async () => {
    const { queue, posts, nth } = fixture({ lanes: 3 });
    for (let at = 0; at < 100; at += 1) void queue.execute(request(`many-${at}`));
    await settled();
    await settled();
    expect(posts.map(({ names }) => names.length)).toEqual([40, 40, 20]);
    for (const at of [0, 1, 2]) nth(at).finish();
  });

  it("lets the same command follow itself", async () => {
    const { queue, posts, nth } = fixture({ lanes: 2 });
    for (const id of ["a", "a", "b"]) void queue.execute(request(id));
    await settled();
    expect(posts.map(({ names }) => names)).toEqual([["a", "b"]]);
    nth(0).finish();
    await settled();
    expect(nth(1).names).toEqual(["a"]);
    nth(1).finish();
  });

  it("finds by halves the one that fails, and answers the others", async () => {
    const { queue, nth } = fixture();
    void queue.execute(request("first"));
    await settled();
    const poison = new RangeError("poison");
    const all = Promise.allSettled(["a", "b"].map((id) => queue.execute(request(id))));
    nth(0).finish();
    await settled();
    nth(1).fail(poison);
    await settled();
    nth(2).fail(poison);
    await settled();
    nth(3).finish();
    expect(await all).toEqual([
      { status: "rejected", reason: poison },
      { status: "fulfilled", value: outcome },
    ]);
  });

  it("posts what was left out behind the others, in the same lane", async () => {
    const { queue, posts, nth } = fixture();
    const told: string[] = [];
    const all = ["a", "b", "c"].map((id) => queue.execute(request(id)).then(() => told.push(id)));
    await settled();
    void queue.execute(request("later"));
    nth(0).finish("a", "c");
    await settled();
    expect(told).toEqual(["b"]);
    expect(posts.map(({ names }) => names)).toEqual([
      ["a", "b", "c"],
      ["a", "c"],
    ]);
    nth(1).finish();
    await Promise.all(all);
    await settled();
    expect(nth(2).names).toEqual(["later"]);
    nth(2).finish();
  });

  it("takes no batch of which nothing was posted for one that was", async () => {
    const { queue, nth } = fixture();
    const all = Promise.allSettled(["a"].map((id) => queue.execute(request(id))));
    await settled();
    nth(0).finish("a");
    expect(await all).toMatchObject([{ status: "rejected", reason: { name: "RangeError" } }]);
  });

  it("does not look for the one to blame when the database is to blame", async () => {
    const { queue, posts, nth } = fixture();
    void queue.execute(request("first"));
    await settled();
    const all = ["a", "b"].map((id) => queue.execute(request(id)));
    nth(0).finish();
    await settled();
    const outage = new Outage("locked");
    nth(1).fail(outage);
    const reason = { status: "rejected", reason: outage };
    expect(await Promise.allSettled(all)).toEqual([reason, reason]);
    expect(posts).toHaveLength(2);
  });

  it("keeps nobody waiting for a database that is away", async () => {
    const away = new Outage("away");
    const { queue, posts, nth } = fixture({ isAway: (error) => error === away });
    const all = [queue.execute(request("a"))];
    await settled();
    all.push(queue.execute(request("b")), queue.execute(request("c", "t2")));
    await settled();
    nth(0).fail(away);
    const reason = { status: "rejected", reason: away };
    expect(await Promise.allSettled(all)).toEqual([reason, reason, reason]);
    expect(posts).toHaveLength(1);
    await settled();
    expect(queue.size).toBe(0);
  });

  it("is busy when more waits than may wait", async () => {
    const { queue, nth } = fixture({ queueMax: 2 });
    const all = ["t1", "t2"].map((tenant) => queue.execute(request("a", tenant)));
    await expect(queue.execute(request("c", "t3"))).rejects.toThrow(LedgerBusy);
    await settled();
    nth(0).finish();
    await Promise.all(all);
    const later = queue.execute(request("c"));
    await settled();
    nth(1).finish();
    expect(await later).toBe(outcome);
  });

  it("leaves room to the others where one tenant floods it", async () => {
    const { queue, nth } = fixture({ queueMax: 10 });
    const all = Array.from({ length: 8 }, (_, at) => queue.execute(request(`${at}`)));
    await expect(queue.execute(request("8"))).rejects.toThrow(LedgerBusy);
    all.push(queue.execute(request("a", "t2")));
    await expect(queue.execute(request("9"))).rejects.toThrow(LedgerBusy);
    all.push(queue.execute(request("a", "t3")));
    await expect(queue.execute(request("a", "t4"))).rejects.toThrow(LedgerBusy);
    await settled();
    nth(0).finish();
    await Promise.all(all);
    expect(queue.size).toBe(0);
    all.push(...Array.from({ length: 8 }, (_, at) => queue.execute(request(`${at}`))));
    await settled();
    nth(1).finish();
    expect(await Promise.all(all)).toHaveLength(18);
  });

  it("leaves as much where a tenant floods it with large requests", async () => {
    const { queue, nth } = fixture({ queueMax: 100 });
    const all = Array.from({ length: 8 }, (_, at) => queue.execute(expiries(`${at}`, 10)));
    await expect(queue.execute(expiries("8", 10))).rejects.toThrow(LedgerBusy);
    all.push(queue.execute({ ...expiries("a", 10), tenant: "t2" }));
    await expect(queue.execute({ ...expiries("b", 10), tenant: "t2" })).rejects.toThrow(LedgerBusy);
    all.push(queue.execute({ ...expiries("a", 10), tenant: "t3" }));
    await settled();
    nth(0).finish();
    expect(await Promise.all(all)).toHaveLength(10);
  });

  it("is over once all is posted", async () => {
    const { queue, nth } = fixture();
    const all = [queue.execute(request("a"))];
    await settled();
    all.push(queue.execute(request("b")));
    let isOver = false;
    const over = queue[Symbol.asyncDispose]().then(() => (isOver = true));
    nth(0).finish();
    await settled();
    expect(isOver).toBe(false);
    nth(1).finish();
    await over;
    expect(await Promise.all(all)).toHaveLength(2);
  });
});
