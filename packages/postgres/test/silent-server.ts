import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A PostgreSQL that lets everybody in, and answers as long as it is willing to. */
export type SilentServer = AsyncDisposable & {
  readonly url: string;
  /** Statements heard so far, by connection. */
  heard(): readonly number[];
};

/** Starts one whose first `silent` connections get no answer to what follows the login and their first `answered` statements. */
export async function silentServer(silent: number, answered = 0): Promise<SilentServer> {
  const heard: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const index = heard.push(0) - 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    socket.once("data", () => {
      socket.write(Buffer.concat([AUTHENTICATED, READY]));
      socket.on("data", (bytes) => {
        if (bytes[0] !== QUERY) return;
        const count = (heard[index] ?? 0) + 1;
        heard[index] = count;
        if (index >= silent || count <= answered) socket.write(Buffer.concat([COMPLETE, READY]));
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `postgres://nobody@127.0.0.1:${port}/nothing`,
    heard: () => heard,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Of the simple protocol; statements without values travel by it. */
const QUERY = "Q".charCodeAt(0);

/** One message of the protocol: its letter, its length, its content. */
function message(letter: string, content: string): Buffer {
  const bytes = Buffer.from(`${letter}0000${content}`, "latin1");
  bytes.writeInt32BE(bytes.length - 1, 1);
  return bytes;
}

const AUTHENTICATED = message("R", "\0\0\0\0");
const READY = message("Z", "I");
const COMPLETE = message("C", "SELECT 0\0");
