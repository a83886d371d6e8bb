import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** What becomes of a commit: its answer never arrives, or the connection breaks before or after it was carried out. */
export type Fate = "answer_held" | "lost_before" | "lost_after";

type Sealing = { readonly fate: Fate; readonly seal: () => void };
type Awaited = { readonly text: string; readonly resolve: () => void };

/** Stands between a service and its database, and lets a test see and break what passes. */
export class DatabaseProxy implements AsyncDisposable {
  readonly #listener: Server;
  readonly #server: URL;
  readonly #sockets = new Set<Socket>();
  readonly #awaited = new Set<Awaited>();
  #commit: Sealing | undefined;
  #isRefusing = false;

  private constructor(serverUrl: string) {
    this.#server = new URL(serverUrl);
    this.#listener = createServer({ noDelay: true }, (client) => this.#connect(client));
  }

  /** Starts one before a server on this machine. */
  static async start(serverUrl: string): Promise<DatabaseProxy> {
    const proxy = new DatabaseProxy(serverUrl);
    proxy.#listener.listen(0, "127.0.0.1");
    await once(proxy.#listener, "listening");
    return proxy;
  }

  /** The address of a database by way of the proxy. */
  by(databaseUrl: string): string {
    const address = this.#listener.address();
    const url = new URL(databaseUrl);
    url.hostname = "127.0.0.1";
    url.port = typeof address === "object" && address !== null ? String(address.port) : "";
    return url.href;
  }

  /** Resolves once a statement with this text has been sent on. */
  async sent(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const each = { text, resolve };
    this.#awaited.add(each);
    await promise;
    this.#awaited.delete(each);
  }

  /** Decides on the next commit; resolves once its fate is sealed. With it, all other connections may end as well. */
  nextCommit(fate: Fate, isEnd = false): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const seal = (): void => {
      this.#isRefusing ||= isEnd;
      if (isEnd) this.#endAll();
      resolve();
    };
    this.#commit = { fate, seal };
    return promise;
  }

  /** Ends all connections, and lets nobody in. */
  close(): void {
    this.#isRefusing = true;
    this.#endAll();
  }

  /** Lets connections in again. */
  open(): void {
    this.#isRefusing = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endAll();
    this.#listener.close();
    await once(this.#listener, "close");
  }

  #endAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(client: Socket): void {
    if (this.#isRefusing) {
      client.destroy();
      return;
    }
    const { hostname: host, port } = this.#server;
    const server = connect({ host, port: Number(port), noDelay: true });
    const end = (): void => {
      for (const socket of [client, server]) {
        this.#sockets.delete(socket);
        socket.destroy();
      }
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", end);
      socket.on("close", end);
    }
    this.#pass(client, server, end);
  }

  #pass(client: Socket, server: Socket, end: () => void): void {
    let sealed: Sealing | undefined;
    client.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      if (text.includes("commit\0")) {
        sealed = this.#commit;
        this.#commit = undefined;
      }
      if (sealed?.fate === "lost_before") {
        end();
        sealed.seal();
        return;
      }
      server.write(bytes);
      for (const each of this.#awaited) if (text.includes(each.text)) each.resolve();
    });
    server.on("data", (bytes) => {
      if (sealed === undefined) client.write(bytes);
      else if (sealed.fate === "lost_after") end();
      sealed?.seal();
    });
  }
}
