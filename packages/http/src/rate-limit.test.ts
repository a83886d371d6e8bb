import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { RateLimiter } from "./rate-limit.ts";

function limiter(perSecond: number, burst?: number, clientsMax?: number) {
  let now = 0;
  const limit = { perSecond, ...(burst === undefined ? {} : { burst }), nowMs: () => now };
  const subject = new RateLimiter(limit, clientsMax);
  return {
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    take: (address = "192.0.2.1") => subject.take(address),
    isAllowed: (address = "192.0.2.1") => subject.take(address).isAllowed,
  };
}

describe("the rate limit", () => {
  it("lets a burst through at once, then so many a second", () => {
    const { take, pass } = limiter(2, 3);
    expect([1, 2, 3, 4].map(() => take().isAllowed)).toEqual([true, true, true, false]);
    pass(499);
    expect(take().isAllowed).toBe(false);
    pass(1);
    expect([take().isAllowed, take().isAllowed]).toEqual([true, false]);
  });

  it("says what remains, when the next one may come and when the burst is whole again", () => {
    const { take } = limiter(0.5, 2);
    expect(take()).toEqual({ isAllowed: true, remaining: 1, retrySeconds: 0, resetSeconds: 2 });
    expect(take()).toEqual({ isAllowed: true, remaining: 0, retrySeconds: 2, resetSeconds: 4 });
    expect(take()).toEqual({ isAllowed: false, remaining: 0, retrySeconds: 2, resetSeconds: 4 });
  });

  it("never saves up more than a burst", () => {
    const { isAllowed, pass } = limiter(10, 2);
    pass(3_600_000);
    expect([isAllowed(), isAllowed(), isAllowed()]).toEqual([true, true, false]);
  });

  it("lets no more through than burst and time allow, however requests come", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (gaps) => {
        const { isAllowed, pass } = limiter(5, 4);
        let allowed = 0;
        let elapsed = 0;
        for (const gap of gaps) {
          pass(gap);
          elapsed += gap;
          if (isAllowed()) allowed += 1;
          if (allowed > 4 + (elapsed * 5) / 1000 + 1e-6) return false;
        }
        return true;
      }),
    );
  });

  it.each([
    ["another IPv4 address", "192.0.2.1", "192.0.2.2"],
    ["another /64", "2001:db8:0:1::1", "2001:db8:0:2::1"],
    ["another /64, written in another way", "1::2:3:4:5:6:7", "1::1"],
  ])("counts %s apart", (_, one, other) => {
    const { isAllowed } = limiter(1, 1);
    expect([isAllowed(one), isAllowed(other)]).toEqual([true, true]);
  });

  it.each([
    ["an IPv4 address and the same in IPv6", "192.0.2.1", "::ffff:192.0.2.1"],
    ["two addresses of one /64", "2001:db8:0:1::1", "2001:DB8::1:ffff:ffff:ffff:ffff"],
    ["an address with its zone", "fe80::1%eth0", "fe80::2"],
    ["addresses of one translated network", "64:ff9b::1.2.3.4", "64:ff9b::5"],
  ])("counts %s together", (_, one, other) => {
    const { isAllowed } = limiter(1, 1);
    expect([isAllowed(one), isAllowed(other)]).toEqual([true, false]);
  });

  it("remembers only so many clients, the ones that came last", () => {
    const { isAllowed } = limiter(1, 1, 2);
    expect(["a", "b", "a", "c", "a", "b"].map((each) => isAllowed(each))).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it.each([
    [0, 1],
    [-1, 1],
    [Number.NaN, 1],
    [1, 0],
  ])("cannot be %d a second with %d at once", (perSecond, burst) => {
    expect(() => new RateLimiter({ perSecond, burst })).toThrow(RangeError);
  });
});
