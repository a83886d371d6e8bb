import { busiestSecond, startTzkt } from "@holdfast/standin-tzkt";
import { describe, expect, it } from "vitest";

describe("the limiter", () => {
  it.each(["fixed", "sliding", "bucket"] as const)(
    "of the kind %s refuses what is too much and logs every request",
    async (kind) => {
      let now = 1_000_000;
      const limiter = { kind, perSecond: 10, retryAfter: true };
      await using tzkt = await startTzkt({ rows: 10, limiter, clock: () => now });
      const statuses: number[] = [];
      const send = async (): Promise<Response> => {
        const response = await fetch(`${tzkt.url}/v1/head`);
        statuses.push(response.status);
        return response;
      };
      for (let sent = 0; sent < 10; sent += 1) await send();
      const refused = await send();
      expect(refused.headers.get("Retry-After")).toBe("1");
      now += 1000;
      await send();
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429, 200]);
      expect(tzkt.requests.map(({ status }) => status)).toEqual(statuses);
      expect(busiestSecond(tzkt.requests)).toBe(10);
      expect(tzkt.requests.at(-1)?.time).toBe(now);
    },
  );

  it("keeps the time to wait to itself when it is told so", async () => {
    const limiter = { kind: "sliding", perSecond: 1, retryAfter: false } as const;
    await using tzkt = await startTzkt({ rows: 10, limiter, clock: () => 0 });
    await fetch(`${tzkt.url}/v1/head`);
    const refused = await fetch(`${tzkt.url}/v1/head`);
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, null]);
  });

  it("stands before the faults: a refused request meets none", async () => {
    const limiter = { kind: "sliding", perSecond: 1, retryAfter: false } as const;
    const faults = { faults: [{ kind: "html", nth: 2 }] } as const;
    let now = 0;
    await using tzkt = await startTzkt({ rows: 10, limiter, faults, clock: () => now });
    for (let sent = 0; sent < 3; sent += 1) {
      await fetch(`${tzkt.url}/v1/head`);
      now += 600;
    }
    const met = tzkt.requests.map(({ status, fault }) => [status, fault]);
    expect(met).toEqual([
      [200, undefined],
      [429, undefined],
      [200, "html"],
    ]);
  });
});
