import { describe, expect, it } from "vitest";

import { PaymentsClient } from "./payments-client.ts";

const message = (number: number) =>
  `event: TransferPosted\nid: ${number}\ndata: {"id":"${number}"}\n\n`;

type Ending = "ends" | "breaks" | "hangs";

/** A stream of these events, and how it goes on. */
const stream = (numbers: readonly number[], ending: Ending) => (signal: AbortSignal) =>
  new Response(
    new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(numbers.map(message).join("")));
        if (ending === "ends") controller.close();
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
      pull(controller) {
        if (ending === "breaks") controller.error(new TypeError("terminated"));
      },
    }),
    { headers: { "content-type": "text/event-stream; charset=utf-8" } },
  );

const refused = (code: string, retryable: boolean) => (): Response =>
  Response.json(
    { status: 503, code, title: code, retryable, trace_id: "7" },
    { status: retryable ? 503 : 400 },
  );

/** Follows events of a service that answers so, once for each connection; ids of events and where connections began. */
async function followed(answers: readonly ((signal: AbortSignal) => Response)[], query = {}) {
  const begun: string[] = [];
  const left = [...answers];
  const send: typeof fetch = async (url, init) => {
    const { url: address, headers, signal } = new Request(url, init);
    begun.push(headers.get("last-event-id") ?? new URL(address).search);
    return (left.shift() ?? refused("unauthorized", false))(signal);
  };
  const setting = {
    url: "http://ledger.test",
    token: "t",
    fetch: send,
    random: () => 0,
  };
  const options = { silenceMs: 50, failuresMax: 3 };
  const events = new PaymentsClient(setting).events.follow(query, options);
  const ids: string[] = [];
  let end: unknown;
  try {
    for await (const { id } of events) ids.push(id);
  } catch (error) {
    end = error;
  }
  return { ids, begun, end };
}

describe("following events", () => {
  it.each<Ending>(["ends", "breaks", "hangs"])(
    "goes on right after the last event where a stream %s",
    async (ending) => {
      const { ids, begun, end } = await followed([stream([1, 2], ending), stream([3], "ends")]);
      expect(ids).toEqual(["1", "2", "3"]);
      expect(begun).toEqual(["", "2", "3"]);
      expect(end).toMatchObject({ code: "unauthorized" });
    },
  );

  it("is over when there is no stream several times in a row", async () => {
    const busy = refused("too_many_streams", true);
    const { ids, begun, end } = await followed([busy, busy, stream([1], "ends"), busy, busy, busy]);
    expect(ids).toEqual(["1"]);
    expect(begun).toHaveLength(6);
    expect(end).toMatchObject({ code: "too_many_streams", attempts: 3 });
  });

  it("goes on however often a stream breaks that was there", async () => {
    const numbers = [1, 2, 3, 4, 5, 6];
    const { ids } = await followed(numbers.map((number) => stream([number], "breaks")));
    expect(ids).toEqual(numbers.map(String));
  });

  it.each([
    ["text/event-stream", "id: 1\ndata: {\n\n"],
    ["text/html", "<html>"],
  ])("is over with what is no event: %s", async (type, body) => {
    const headers = { "content-type": type };
    const { ids, end } = await followed([() => new Response(body, { headers })]);
    expect([ids, end]).toMatchObject([[], { code: "not_understood", retryable: false }]);
  });

  it("begins from now on at one place, however often it comes back", async () => {
    const end = () => Response.json({ data: [], has_more: false, next_cursor: "here" });
    const query = { from: "now", category: ["transfer"] };
    const { begun } = await followed([end, stream([], "breaks"), stream([], "ends")], query);
    expect(begun).toEqual(["?from=now&category=transfer&limit=1", "here", "here", "here"]);
  });
});
