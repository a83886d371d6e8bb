import { describe, expect, it } from "vitest";

import { SendingOrder } from "./sending-order.ts";

const stream = { tenant: "t", streamId: "s" };

describe("requests to a stream", () => {
  it("are sent as they came, whatever becomes of one of them", async () => {
    const order = new SendingOrder();
    const sent: string[] = [];
    const key = Promise.withResolvers<string>();
    const send = (what: string): number => sent.push(what);
    const slow = order.inTurn(stream, () => key.promise, send);
    const broken = order.inTurn(stream, () => Promise.reject(new RangeError("no key")), send);
    const quick = order.inTurn(stream, async () => "quick", send);
    const elsewhere = { tenant: "t", streamId: "other" };
    await order.inTurn(elsewhere, async () => "elsewhere", send);
    expect([order.isBusy(stream), order.isBusy(elsewhere)]).toEqual([true, false]);
    key.resolve("slow");
    await Promise.all([slow, expect(broken).rejects.toThrow("no key"), quick]);
    expect(sent).toEqual(["elsewhere", "slow", "quick"]);
    expect(order.isBusy(stream)).toBe(false);
  });
});
