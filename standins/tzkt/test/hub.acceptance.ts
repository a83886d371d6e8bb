import { once } from "node:events";

import { startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";

import { HubClient } from "./hub-client.ts";
import { above, DELEGATION, faulty, start, subscribed } from "./start-hub.ts";

/** A busy machine takes its time. */
const PATIENT = { timeout: 30_000 };

async function negotiate(tzkt: TzktStandIn): Promise<Response> {
  return fetch(`${tzkt.url}/v1/ws/negotiate?negotiateVersion=1`, { method: "POST" });
}

describe("the door of the hub", () => {
  it("negotiates a token that lets one client in once", async () => {
    await using tzkt = await start();
    const answer: unknown = await (await negotiate(tzkt)).json();
    expect(answer).toEqual({
      negotiateVersion: 1,
      connectionId: expect.stringMatching(/^[\w-]{22}$/u),
      connectionToken: expect.stringMatching(/^[\w-]{22}$/u),
      availableTransports: [{ transport: "WebSockets", transferFormats: ["Text", "Binary"] }],
    });
    const token = Object(answer).connectionToken;
    using client = await HubClient.connect(tzkt.url, `?id=${token}`);
    expect(await client.call("SubscribeToHead")).toMatchObject({ result: tzkt.head });
    await expect(HubClient.connect(tzkt.url, `?id=${token}`)).rejects.toThrow("404");
    expect([tzkt.hub.connections, tzkt.hub.negotiations]).toEqual([1, 1]);
    expect(tzkt.requests).toEqual([]);
  });

  it("lets clients in that skip the negotiation, and forgets those that leave", async () => {
    await using tzkt = await start();
    const client = await subscribed(tzkt);
    expect([tzkt.hub.connections, tzkt.hub.subscriptions]).toEqual([1, 3]);
    client[Symbol.dispose]();
    await expect.poll(() => tzkt.hub.connections, PATIENT).toBe(0);
    expect(tzkt.hub.subscriptions).toBe(0);
  });

  it("is shut when the hub is off, and at a moment when it is told", async () => {
    await using off = await startTzkt({ rows: 10, hub: "off" });
    expect((await negotiate(off)).status).toBe(404);
    await expect(HubClient.connect(off.url)).rejects.toThrow("404");
    off.hub.turn("on");
    using client = await HubClient.connect(off.url);
    off.hub.turn("off");
    await client.closed;
    expect((await negotiate(off)).status).toBe(404);
  });

  it("refuses a handshake it does not understand", async () => {
    await using tzkt = await start();
    const socket = new WebSocket(`${tzkt.url.replace("http", "ws")}/v1/ws`);
    await once(socket, "open");
    socket.send('{"protocol":"messagepack","version":1}\u001e');
    const [data] = await once(socket, "message");
    expect(`${data}`).toBe(`{"error":"The protocol 'messagepack' is not supported."}\u001e`);
    await once(socket, "close");
  });

  it("refuses the client that is one too many", async () => {
    await using tzkt = await start({ connectionsMax: 1 });
    using first = await HubClient.connect(tzkt.url);
    using second = await HubClient.connect(tzkt.url);
    await second.closed;
    expect(second.messages).toEqual([{ type: 7, error: "Connections limit exceeded" }]);
    expect(await first.call("SubscribeToHead")).toMatchObject({ result: tzkt.head });
  });

  it("fails to negotiate or connect as planned", async () => {
    await using tzkt = await faulty(
      { kind: "negotiate_error", status: 504 },
      { kind: "connection_reset" },
    );
    expect((await negotiate(tzkt)).status).toBe(504);
    expect((await negotiate(tzkt)).status).toBe(200);
    await expect(HubClient.connect(tzkt.url)).rejects.toThrow("socket hang up");
    using client = await HubClient.connect(tzkt.url);
    expect(client.messages).toEqual([]);
  });

  it("leaves a negotiation unanswered as planned", async () => {
    await using tzkt = await faulty({ kind: "negotiate_hang" });
    const giveUp = new AbortController();
    const hanging = fetch(`${tzkt.url}/v1/ws/negotiate`, { method: "POST", signal: giveUp.signal });
    await expect.poll(() => tzkt.hub.negotiations, PATIENT).toBe(1);
    expect((await negotiate(tzkt)).status).toBe(200);
    giveUp.abort();
    await expect(hanging).rejects.toThrow("aborted");
  });
});

describe("a subscription", () => {
  it("is answered with the present level, after the state of its channel", async () => {
    await using tzkt = await start();
    using client = await HubClient.connect(tzkt.url);
    const { head } = tzkt;
    expect(await client.call("SubscribeToOperations", DELEGATION)).toMatchObject({ result: head });
    expect(client.messages.map(({ type }) => type)).toEqual([1, 3]);
    expect(client.pushed("operations")).toEqual([{ type: 0, state: head }]);
  });

  it.each([
    [{ types: "delegation,nonsense" }, "Invalid operation type"],
    [{ types: "delegation", address: "tz1nobody" }, "Invalid address"],
  ])("to %j is refused", async (parameters, error) => {
    await using tzkt = await start();
    using client = await HubClient.connect(tzkt.url);
    expect(await client.call("SubscribeToOperations", parameters)).toMatchObject({ error });
    expect(tzkt.hub.subscriptions).toBe(0);
  });

  it("beyond the limit is refused, one there is already is not", async () => {
    await using tzkt = await start({ subscriptionsMax: 2 });
    using client = await HubClient.connect(tzkt.url);
    const subscribe = async (types: string) => client.call("SubscribeToOperations", { types });
    await subscribe("delegation");
    await subscribe("transaction");
    const error = "Subscriptions limit exceeded";
    expect(await subscribe("reveal")).toMatchObject({ error });
    expect(await subscribe("delegation")).toMatchObject({ result: tzkt.head });
  });

  it("to something unknown is refused, whatever else the client says is overlooked", async () => {
    await using tzkt = await start();
    using client = await HubClient.connect(tzkt.url);
    client.sendText('{"type":6}\u001enonsense\u001e{"type":');
    client.sendText("6}\u001e");
    const answer = await client.call("SubscribeToWeather");
    expect(String(answer?.["error"])).toContain("Method does not exist");
  });

  it("hears of nothing when it is not to delegations, and only of its account", async () => {
    await using tzkt = await start();
    using deaf = await HubClient.connect(tzkt.url);
    await deaf.call("SubscribeToOperations", {});
    await deaf.call("SubscribeToHead");
    const [first] = tzkt.truth().records();
    const address = first?.sender.address ?? "";
    using choosy = await HubClient.connect(tzkt.url);
    await choosy.call("SubscribeToOperations", { types: "delegation", address });
    await choosy.call("SubscribeToHead");
    tzkt.advance(5);
    await Promise.all([deaf.push("head", 2), choosy.push("head", 2)]);
    expect(deaf.pushed("operations")).toHaveLength(1);
    const heard = JSON.stringify(choosy.pushed("operations").slice(1));
    const told = above(tzkt, tzkt.head - 5).filter((row) => JSON.stringify(row).includes(address));
    expect(heard === "[]" ? [] : JSON.parse(heard)[0].data).toEqual(told);
  });
});
