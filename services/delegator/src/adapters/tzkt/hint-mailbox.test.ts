import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { HintMailbox } from "./hint-mailbox.ts";

const CLOCK = {
  monotonic: () => 0,
  now: () => 0,
  sleep: (milliseconds: number, signal: AbortSignal) => sleep(milliseconds, undefined, { signal }),
};
const NEVER_MS = 3_600_000;

describe("HintMailbox", () => {
  it("hands over at once what was heard before, melted into one hint", async () => {
    const mailbox = new HintMailbox(CLOCK);
    mailbox.hear({ head: 7, reorgTo: 5 });
    mailbox.hear({ head: 6, reorgTo: 4 });
    expect(await mailbox.next(NEVER_MS, new AbortController().signal)).toEqual({
      head: 7,
      reorgTo: 4,
    });
  });

  it("hands over each hint once", async () => {
    const mailbox = new HintMailbox(CLOCK);
    mailbox.hear({ head: 7 });
    await mailbox.next(NEVER_MS, new AbortController().signal);
    expect(await mailbox.next(0, new AbortController().signal)).toEqual({});
  });

  it("wakes whoever waits", async () => {
    const mailbox = new HintMailbox(CLOCK);
    const next = mailbox.next(NEVER_MS, new AbortController().signal);
    mailbox.hear({ head: 7 });
    expect(await next).toEqual({ head: 7 });
  });

  it("stops waiting when told to", async () => {
    const mailbox = new HintMailbox(CLOCK);
    const stop = new AbortController();
    const next = mailbox.next(NEVER_MS, stop.signal);
    stop.abort();
    await expect(next).rejects.toThrow("aborted");
  });
});
