import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A gate before a server: its first connection passes, and those after it wait. */
export type GatedServer = AsyncDisposable & {
  readonly url: string;
  /** Lets everybody pass from now on, those who wait included. */
  open(): void;
  /** Resolves when the connection of that number, from 0, has been ended by its client. */
  ended(no: number): Promise<void>;
};

/** Puts one before the server of an address. */
export async function gatedServer(url: string): Promise<GatedServer> {
  const { hostname, port } = new URL(url);
  const opened = Promise.withResolvers<void>();
  const sockets: Socket[] = [];
  const clients: { readonly ended: Promise<void> }[] = [];
  const listener = createServer({ noDelay: true }, (client) => {
    const isFirst = clients.length === 0;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    clients.push({ ended });
    sockets.push(client);
    client.on("error", () => resolve()).once("close", () => resolve());
    const pass = (): void => {
      const server = connect({ host: hostname, port: Number(port), noDelay: true });
      sockets.push(server);
      server.on("error", () => client.destroy()).once("close", () => client.destroy());
      client.once("close", () => server.destroy());
      client.pipe(server).pipe(client);
    };
    if (isFirst) pass();
    else void opened.promise.then(pass);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const gated = new URL(url);
  gated.hostname = "127.0.0.1";
  gated.port = String(typeof address === "object" && address !== null ? address.port : 0);
  return {
    url: gated.href,
    open: () => opened.resolve(),
    ended: async (no) => clients[no]?.ended,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
