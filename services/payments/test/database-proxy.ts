import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** What becomes of a commit: its answer never arrives, or the connection breaks before or after it was carried out. */
export type Fate = "answer_held" | "lost_before" | "lost_after";

/** Stands between a service and its database, and lets a test see and break what passes. */
export type DatabaseProxy = AsyncDisposable & {
  /** The address of a database by way of the proxy. */
  by(databaseUrl: string): string;
  /** Resolves once a statement with this text has been sent on. */
  sent(text: string): Promise<void>;
  /** Decides on the next commit; resolves once its fate is sealed. With it, all other connections may end as well. */
  nextCommit(fate: Fate, isEnd?: boolean): Promise<void>;
  /** Lets connections in again. */
  open(): void;
};

type Pair = { readonly client: Socket; readonly server: Socket };
type Awaited = { readonly text: string; readonly resolve: () => void };

/** Starts one before a server on this machine. */
export async function databaseProxy(serverUrl: string): Promise<DatabaseProxy> {
  const { port, hostname } = new URL(serverUrl);
  const pairs = new Set<Pair>();
  const awaited = new Set<Awaited>();
  let commit: { readonly fate: Fate; readonly seal: () => void } | undefined;
  let isRefusing = false;

  const listener = createServer({ noDelay: true }, (client) => {
    if (isRefusing) {
      client.destroy();
      return;
    }
    const server = connect({ host: hostname, port: Number(port), noDelay: true });
    const pair = { client, server };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of pairOf(pair)) {
      socket.on("error", end);
      socket.on("close", end);
    }
    let sealed: typeof commit;
    client.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      if (commit !== undefined && text.includes("commit\0")) {
        sealed = commit;
        commit = undefined;
        if (sealed.fate === "lost_before") {
          end();
          sealed.seal();
          return;
        }
      }
      server.write(bytes);
      for (const each of awaited) if (text.includes(each.text)) each.resolve();
    });
    server.on("data", (bytes) => {
      if (sealed === undefined) client.write(bytes);
      else if (sealed.fate === "lost_after") end();
      sealed?.seal();
    });
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;

  const endAll = (): void => {
    for (const socket of [...pairs].flatMap(pairOf)) socket.destroy();
  };
  return {
    by(databaseUrl) {
      const url = new URL(databaseUrl);
      url.hostname = "127.0.0.1";
      url.port = String(own);
      return url.href;
    },
    async sent(text) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const each = { text, resolve };
      awaited.add(each);
      await promise;
      awaited.delete(each);
    },
    nextCommit(fate, isEnd = false) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const seal = (): void => {
        isRefusing ||= isEnd;
        if (isEnd) endAll();
        resolve();
      };
      commit = { fate, seal };
      return promise;
    },
    open() {
      isRefusing = false;
    },
    async [Symbol.asyncDispose]() {
      endAll();
      listener.close();
      await once(listener, "close");
    },
  };
}

function pairOf({ client, server }: Pair): readonly Socket[] {
  return [client, server];
}
