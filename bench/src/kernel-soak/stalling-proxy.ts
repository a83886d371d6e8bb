import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Stands between processes and their server, so that a connection may stall and then break. */
export type StallingProxy = AsyncDisposable & {
  readonly port: number;
  /** Lets nothing through on every connection there is, and breaks them after a while. */
  stall(ms: number): void;
};

type Pair = { readonly client: Socket; readonly server: Socket };

/** Starts one; new connections go to the port that `port` tells. */
export async function stallingProxy(port: () => number): Promise<StallingProxy> {
  const pairs = new Set<Pair>();
  const listener = createServer({ noDelay: true }, (client) => {
    const server = connect({ host: "127.0.0.1", port: port(), noDelay: true });
    const pair = { client, server };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      socket.on("error", end);
      socket.on("close", end);
    }
    client.pipe(server);
    server.pipe(client);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    stall(ms) {
      for (const pair of pairs) stall(pair, ms);
    },
    async [Symbol.asyncDispose]() {
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      listener.close();
      await once(listener, "close");
    },
  };
}

function stall({ client, server }: Pair, ms: number): void {
  client.unpipe(server);
  server.unpipe(client);
  client.pause();
  server.pause();
  setTimeout(() => {
    client.destroy();
    server.destroy();
  }, ms);
}
