import {
  startTzkt,
  type HubFault,
  type TzktOptions,
  type TzktStandIn,
} from "@holdfast/standin-tzkt";
import {
  HttpTransportType,
  HubConnectionBuilder,
  HubConnectionState,
  LogLevel,
  type HubConnection,
  type IHttpConnectionOptions,
} from "@microsoft/signalr";
import { describe, expect, it } from "vitest";

/** A busy machine takes its time. */
const PATIENT = { timeout: 30_000 };

const DELEGATION = { types: "delegation" };
const NEGOTIATED: IHttpConnectionOptions = {};
const DIRECT: IHttpConnectionOptions = {
  skipNegotiation: true,
  transport: HttpTransportType.WebSockets,
};

async function start(faults: readonly HubFault[] = [], options: TzktOptions = {}) {
  const live = { delegationsPerBlock: 4 };
  return startTzkt({ rows: 50, live, hub: { faults: { faults } }, ...options });
}

/** The official client of the hub, and everything it hears. */
class OfficialClient implements AsyncDisposable {
  readonly connection: HubConnection;
  readonly heard: unknown[] = [];
  readonly levels: unknown[] = [];

  constructor({ url }: TzktStandIn, options: IHttpConnectionOptions) {
    this.connection = new HubConnectionBuilder()
      .withUrl(`${url}/v1/ws`, options)
      .withAutomaticReconnect([0, 10, 10, 10, 10])
      .configureLogging(LogLevel.None)
      .build();
    for (const channel of ["operations", "blocks", "head"]) {
      this.connection.on(channel, (message: object) => this.heard.push({ channel, ...message }));
    }
    this.connection.onreconnected(() => void this.subscribe());
  }

  /** How often it has come back and is subscribed to all three channels again. */
  get reconnections(): number {
    return Math.floor(this.levels.length / 3) - 1;
  }

  async start(): Promise<void> {
    await this.connection.start();
    await this.subscribe();
  }

  async subscribe(): Promise<void> {
    for (const method of ["SubscribeToHead", "SubscribeToBlocks"]) {
      this.levels.push(await this.connection.invoke(method));
    }
    this.levels.push(await this.connection.invoke("SubscribeToOperations", DELEGATION));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.stop();
  }
}

async function subscribed(tzkt: TzktStandIn, options: IHttpConnectionOptions) {
  const client = new OfficialClient(tzkt, options);
  await client.start();
  return client;
}

describe.each([
  ["after negotiating", NEGOTIATED],
  ["without negotiating", DIRECT],
])("the official SignalR client %s", (_how, options) => {
  it("subscribes and hears state, data and reorganisations", async () => {
    await using tzkt = await start();
    tzkt.advance(2);
    await using client = await subscribed(tzkt, options);
    const { head } = tzkt;
    expect(client.levels).toEqual([head, head, head]);
    const channels = ["head", "blocks", "operations"];
    expect(client.heard).toEqual(channels.map((channel) => ({ channel, type: 0, state: head })));
    client.heard.length = 0;
    tzkt.reorg(1);
    await expect.poll(() => client.heard.length, PATIENT).toBe(6);
    const data = [...tzkt.truth().records()].filter(({ level }) => level === head);
    expect(client.heard.slice(0, 2)).toEqual([
      { channel: "operations", type: 2, state: head - 1 },
      { channel: "operations", type: 1, state: head, data },
    ]);
    expect(client.heard.slice(2)).toMatchObject([
      { channel: "blocks", type: 2, state: head - 1 },
      { channel: "blocks", type: 1, state: head, data: [{ level: head }] },
      { channel: "head", type: 2, state: head - 1 },
      { channel: "head", type: 1, state: head, data: { level: head } },
    ]);
  });

  it("comes back after a goodbye that allows it, and after a connection that breaks", async () => {
    await using tzkt = await start();
    await using client = await subscribed(tzkt, options);
    tzkt.hub.close(true);
    await expect.poll(() => client.reconnections, PATIENT).toBe(1);
    tzkt.hub.drop();
    await expect.poll(() => client.reconnections, PATIENT).toBe(2);
    client.heard.length = 0;
    tzkt.advance();
    await expect.poll(() => client.heard.length, PATIENT).toBe(3);
    expect(client.heard.at(-1)).toMatchObject({ channel: "head", type: 1, state: tzkt.head });
  });

  it("stays away after a goodbye that does not allow it to come back", async () => {
    await using tzkt = await start();
    await using client = await subscribed(tzkt, options);
    tzkt.hub.close(false);
    await expect.poll(() => client.connection.state, PATIENT).toBe(HubConnectionState.Disconnected);
    expect(client.reconnections).toBe(0);
  });

  it("takes fragmented messages and several in one", async () => {
    await using tzkt = await start([{ kind: "fragmented_messages" }, { kind: "joined_messages" }]);
    await using client = await subscribed(tzkt, options);
    client.heard.length = 0;
    tzkt.advance(2);
    tzkt.advance(2);
    await expect.poll(() => client.heard.length, PATIENT).toBe(6);
    expect(client.reconnections).toBe(0);
  });
});

describe("the official SignalR client", () => {
  it("is told what is wrong with a call", async () => {
    await using tzkt = await start();
    await using client = await subscribed(tzkt, NEGOTIATED);
    const wrong = client.connection.invoke("SubscribeToOperations", { types: "nonsense" });
    await expect(wrong).rejects.toThrow("Invalid operation type");
  });

  it("breaks off at a message split over two WebSocket messages, and comes back", async () => {
    await using tzkt = await start([{ kind: "split_messages" }]);
    await using client = await subscribed(tzkt, NEGOTIATED);
    tzkt.advance();
    await expect.poll(() => client.reconnections, PATIENT).toBe(1);
  });

  it("gives up on a negotiation that fails, and gets in with the next one", async () => {
    await using tzkt = await start([{ kind: "negotiate_error", status: 504 }]);
    await using client = new OfficialClient(tzkt, NEGOTIATED);
    await expect(client.start()).rejects.toThrow("504");
    await client.start();
    expect(client.levels).toEqual([tzkt.head, tzkt.head, tzkt.head]);
  });
});
