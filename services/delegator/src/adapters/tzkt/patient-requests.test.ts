import { describe, expect, it } from "vitest";

import { skippingClock } from "../../../test/in-memory/skipping-clock.ts";
import type { SyncFact } from "../../application/sync-fact.ts";
import { PatientRequests } from "./patient-requests.ts";
import type { TzktAnswer } from "./tzkt-http.ts";
import { UpstreamFault } from "./upstream-fault.ts";
import { UpstreamRefusal } from "./upstream-refusal.ts";

const { signal } = new AbortController();
const FINE: TzktAnswer = { body: 1, level: 7 };

/** Requests whose answers are told one by one; after the last one all are fine. */
function asking(outcomes: readonly (TzktAnswer | Error)[], random = 1, clock = skippingClock()) {
  const facts: SyncFact[] = [];
  const asked: string[] = [];
  let next = 0;
  async function get(path: string): Promise<TzktAnswer> {
    asked.push(path);
    const outcome = outcomes[next] ?? FINE;
    next += 1;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }
  const requests = new PatientRequests(get, {
    perSecond: 0,
    retryMinMs: 250,
    retryMaxMs: 30_000,
    clock,
    random: () => random,
    tell: (fact) => void facts.push(fact),
  });
  const ask = (path = "/a") => requests.ask(path, ({ body }) => body, signal);
  return { ask, requests, clock, facts, asked };
}

function faults(count: number, details = {}): readonly UpstreamFault[] {
  return Array.from({ length: count }, () => new UpstreamFault("status 500", details));
}

describe("a patient request", () => {
  it("is asked once when the answer is fine", async () => {
    const { ask, facts, asked } = asking([]);
    expect(await ask()).toBe(1);
    expect(asked).toEqual(["/a"]);
    expect(facts).toEqual([{ type: "RequestAnswered", path: "/a", milliseconds: 0 }]);
  });

  it("is asked again after rests that double up to the longest", async () => {
    const { ask, clock, facts } = asking(faults(9));
    expect(await ask()).toBe(1);
    expect(clock.slept).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(facts[0]).toEqual({
      type: "UpstreamFailed",
      path: "/a",
      reason: "status 500",
      restMs: 250,
    });
    expect(facts.at(-1)?.type).toBe("RequestAnswered");
  });

  it("jitters its rests from nothing to the whole", async () => {
    const { ask, clock } = asking(faults(3), 0.5);
    await ask();
    expect(clock.slept).toEqual([125, 250, 500]);
  });

  it("starts again with short rests after an answer", async () => {
    const { ask, clock } = asking([...faults(2), FINE, ...faults(1)]);
    await ask();
    await ask();
    expect(clock.slept).toEqual([250, 500, 250]);
  });

  it("rests as long as the upstream asks for", async () => {
    const { ask, clock } = asking(faults(1, { status: 503, retryAfterMs: 7_000 }));
    await ask();
    expect(clock.slept).toEqual([7_000]);
  });

  it("keeps everybody away while the upstream asks to be left alone, whatever the status", async () => {
    // The caller's own rest takes no time here, so only the pacer can hold the next request back.
    const slept: number[] = [];
    const sleep = async (milliseconds: number): Promise<void> => void slept.push(milliseconds);
    const fault = new UpstreamFault("status 503", { status: 503, retryAfterMs: 7_000 });
    const { ask } = asking([fault], 1, { ...skippingClock(), sleep });
    await ask();
    expect(slept).toEqual([7_000, 7_000]);
  });

  it("slows everybody down after a 429", async () => {
    const { ask, clock } = asking(faults(1, { status: 429 }));
    await ask();
    await ask("/b");
    expect(clock.slept[0]).toBe(250);
    expect(clock.slept[1]).toBeCloseTo(102);
  });

  it("is asked again when the answer cannot be believed", async () => {
    const { requests, asked } = asking([]);
    let looks = 0;
    const decode = (): string => {
      looks += 1;
      if (looks < 3) throw new UpstreamFault("row 2: the id does not ascend");
      return "sound";
    };
    expect(await requests.ask("/a", decode, signal)).toBe("sound");
    expect(asked).toHaveLength(3);
  });

  it("is not asked again when the upstream refuses the question", async () => {
    const refusal = new UpstreamRefusal(400, "/a", "{}");
    const { ask, asked } = asking([refusal]);
    await expect(ask()).rejects.toBe(refusal);
    expect(asked).toHaveLength(1);
  });

  it("ends when its caller gives up", async () => {
    const stop = new AbortController();
    const { requests, asked } = asking(faults(1_000));
    const decode = (): never => {
      throw new UpstreamFault("never");
    };
    const asked3 = requests.ask("/a", decode, stop.signal);
    stop.abort();
    await expect(asked3).rejects.toThrow("aborted");
    expect(asked.length).toBeLessThan(3);
  });

  it("lines everybody up behind one caller once five have failed in a row", async () => {
    const down = Promise.withResolvers<void>();
    let isDown = true;
    let running = 0;
    let most = 0;
    const clock = skippingClock();
    let failures = 0;
    const requests = new PatientRequests(
      async () => {
        running += 1;
        most = failures >= 5 ? Math.max(most, running) : most;
        await Promise.resolve();
        running -= 1;
        if (!isDown) return FINE;
        failures += 1;
        if (failures === 30) {
          isDown = false;
          down.resolve();
        }
        throw new UpstreamFault("down");
      },
      {
        perSecond: 0,
        retryMinMs: 1,
        retryMaxMs: 1,
        clock,
        random: () => 0,
        tell: () => undefined,
      },
    );
    // The five that opened it were under way together; from the sixth on there is one at a time.
    const callers = [1, 2, 3, 4, 5].map((number) =>
      requests.ask(`/${number}`, ({ body }) => body, signal),
    );
    await down.promise;
    expect(await Promise.all(callers)).toEqual([1, 1, 1, 1, 1]);
    expect(most).toBe(1);
  });
});
