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

/** A queue whose posts wait until they are let go, in the order of the test. */
function fixture(options: Partial<PostingQueueOptions> = {}) {
  const posts: {
    readonly names: readonly string[];
    readonly finish: () => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  const post: Post = (_tenant, requests) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly LedgerOutcome[]>();
    posts.push({
      names: requests.map(({ commandId }) => commandId),
      finish: () => resolve(requests.map(() => outcome)),
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

/** Lets everything happen that is due. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a queue of requests", () => {
  it("posts at once what comes alone, and together what came meanwhile", async () => {
    const { queue, posts, nth } = fixture();
    const all = ["a", "b", "c"].map((id) => queue.execute(request(id)));
    expect(posts.map(({ names }) => names)).toEqual([["a"]]);
    nth(0).finish();
    await settled();
    expect(nth(1).names).toEqual(["b", "c"]);
    nth(1).finish();
    expect(await Promise.all(all)).toEqual([outcome, outcome, outcome]);
    expect(queue.size).toBe(0);
  });

  it("takes turns between tenants", async () => {
    const { queue, posts, nth } = fixture();
    for (const [id, tenant] of [
      ["a", "t1"],
      ["b", "t1"],
      ["c", "t2"],
    ] as const) {
      void queue.execute(request(id, tenant));
    }
    nth(0).finish();
    await settled();
    nth(1).finish();
    await settled();
    expect(posts.map(({ names }) => names)).toEqual([["a"], ["b"], ["c"]]);
    nth(2).finish();
  });

  it("lets the same command follow itself", async () => {
    const { queue, posts, nth } = fixture({ lanes: 2 });
    void queue.execute(request("a"));
    void queue.execute(request("a"));
    void queue.execute(request("b"));
    expect(posts.map(({ names }) => names)).toEqual([["a"], ["b"]]);
    nth(0).finish();
    await settled();
    expect(nth(2).names).toEqual(["a"]);
    nth(1).finish();
    nth(2).finish();
  });

  it("finds by halves the one that fails, and answers the others", async () => {
    const { queue, nth } = fixture();
    void queue.execute(request("first"));
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

  it("does not look for the one to blame when the database is to blame", async () => {
    const { queue, posts, nth } = fixture();
    void queue.execute(request("first"));
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
    const all = [
      queue.execute(request("a")),
      queue.execute(request("b")),
      queue.execute(request("c", "t2")),
    ];
    nth(0).fail(away);
    const reason = { status: "rejected", reason: away };
    expect(await Promise.allSettled(all)).toEqual([reason, reason, reason]);
    expect(posts).toHaveLength(1);
    await settled();
    expect(queue.size).toBe(0);
  });

  it("is busy when more waits than may wait", async () => {
    const { queue, nth } = fixture({ queueMax: 2 });
    const all = ["a", "b"].map((id) => queue.execute(request(id)));
    await expect(queue.execute(request("c"))).rejects.toThrow(LedgerBusy);
    nth(0).finish();
    await settled();
    nth(1).finish();
    await Promise.all(all);
    const later = queue.execute(request("c"));
    await settled();
    nth(2).finish();
    expect(await later).toBe(outcome);
  });

  it("is over once all is posted", async () => {
    const { queue, nth } = fixture();
    const all = ["a", "b"].map((id) => queue.execute(request(id)));
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
