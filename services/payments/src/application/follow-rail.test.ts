import { describe, expect, it } from "vitest";

import { followRail, type FollowRailOptions } from "./follow-rail.ts";
import type { OutcomePage, RailOutcome } from "./rail.ts";

const line = (submission: string, state: RailOutcome["state"]): RailOutcome => ({
  submission,
  state,
  ref: `RL-${submission}`,
  reason: "",
});
const owner = { tenant: "t1", payment: "p1" };

/** Follows pages until they are read, and tells everything that was done meanwhile, in its order. */
async function followed(
  pages: readonly (OutcomePage | Error)[],
  more: Partial<Pick<FollowRailOptions, "cursor">> & { readonly refuses?: boolean } = {},
): Promise<readonly string[]> {
  const over = new AbortController();
  const done: string[] = [];
  let position: string | undefined;
  let asked = 0;
  await followRail(
    {
      rail: {
        async outcomes(after) {
          done.push(`read after ${after ?? "nothing"}`);
          const page = pages[asked];
          asked += 1;
          if (asked >= pages.length) over.abort();
          if (page instanceof Error || page === undefined) throw page ?? new RangeError("no page");
          return page;
        },
      },
      cursor: more.cursor ?? {
        take: async () => ({ cursor: position }),
        async move(cursor) {
          done.push(`move to ${cursor}`);
          position = cursor;
          return true;
        },
      },
      submissions: { find: async (ids) => new Map(ids.includes("s1") ? [["s1", owner]] : []) },
      payments: {
        async handle({ streamId, commandId, command }) {
          done.push(`${streamId} ${commandId} ${command.type}`);
          if (more.refuses === true)
            return { code: "stream_closed", sentence: "", data: { streamId } };
          return {
            status: "accepted",
            duplicate: false,
            events: [],
            version: 1,
            position: 1n,
            answer: null,
          };
        },
        handleMany: () => Promise.reject(new RangeError("nobody asks for several")),
      },
      sleep: async (ms) => done.push(`rest ${ms}`),
      pollMs: 100,
      onError: (error) => done.push(`failed: ${error instanceof Error ? error.name : "?"}`),
    },
    over.signal,
  );
  return done;
}

const page = (
  next: string,
  hasMore: boolean,
  ...outcomes: readonly RailOutcome[]
): OutcomePage => ({
  outcomes,
  next,
  hasMore,
});

describe("the feed of the rail", () => {
  it("is told to payments before the cursor moves, and read on at once while there is more", async () => {
    const done = await followed([
      page("2", true, line("s1", "received"), line("s1", "settled")),
      page("3", false, line("s1", "returned")),
    ]);
    expect(done).toEqual([
      "read after nothing",
      "payment-p1 inbox:rail:s1:settled HearRail",
      "move to 2",
      "read after 2",
      "payment-p1 inbox:rail:s1:returned HearRail",
      "move to 3",
      "rest 100",
    ]);
  });

  it("passes over what others have submitted", async () => {
    const done = await followed([page("1", false, line("foreign", "settled"))]);
    expect(done).toEqual(["read after nothing", "move to 1", "rest 100"]);
  });

  it("does not move where nothing has come", async () => {
    const pages = [page("1", false, line("s1", "settled")), page("1", false), page("1", false)];
    const done = await followed(pages);
    expect(done.filter((each) => each.startsWith("move"))).toEqual(["move to 1"]);
  });

  it("is tried again after longer and longer rests, from the same place", async () => {
    const done = await followed([new RangeError("away"), new RangeError("away"), page("1", false)]);
    expect(done).toEqual([
      "read after nothing",
      "failed: RangeError",
      "rest 100",
      "read after nothing",
      "failed: RangeError",
      "rest 200",
      "read after nothing",
      "move to 1",
      "rest 100",
    ]);
  });

  it("keeps the cursor where an outcome could not be told", async () => {
    const pages = [page("1", false, line("s1", "settled")), page("1", false)];
    const done = await followed(pages, { refuses: true });
    expect(done.slice(0, 4)).toEqual([
      "read after nothing",
      "payment-p1 inbox:rail:s1:settled HearRail",
      "failed: RailUnheard",
      "rest 100",
    ]);
  });

  it("is left to whoever else reads it", async () => {
    const over = new AbortController();
    const done: string[] = [];
    await followRail(
      {
        rail: { outcomes: () => Promise.reject(new RangeError("not our turn")) },
        cursor: { take: async () => undefined, move: async () => false },
        submissions: { find: async () => new Map() },
        payments: {
          handle: () => Promise.reject(new RangeError("nothing to tell")),
          handleMany: () => Promise.reject(new RangeError("nothing to tell")),
        },
        async sleep(ms) {
          done.push(`rest ${ms}`);
          if (done.length === 2) over.abort();
        },
        pollMs: 100,
        onError: () => done.push("failed"),
      },
      over.signal,
    );
    expect(done).toEqual(["rest 100", "rest 100"]);
  });
});
