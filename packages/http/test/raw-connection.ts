import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A TCP connection that keeps all it was sent. */
export type RawConnection = {
  readonly socket: Socket;
  write(text: string): void;
  /** Everything received so far. */
  received(): string;
  /** Settles when the text has arrived; rejects when the connection closes without it. */
  until(text: string): Promise<void>;
  /** Everything received until the server closed the connection. */
  closed(): Promise<string>;
};

/** Connects to a local port. */
export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let received = "";
  let isClosed = false;
  const changes = new Set<() => void>();
  const changed = (): void => {
    for (const change of changes) change();
  };
  socket.on("data", (bytes) => {
    received += bytes.toString("latin1");
    changed();
  });
  // A reset is one way of closing; what arrived before it is what counts.
  socket.on("error", () => undefined);
  socket.on("close", () => {
    isClosed = true;
    changed();
  });
  async function when(isReached: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (): void => {
      if (isReached() || isClosed) resolve();
    };
    changes.add(check);
    check();
    await promise;
    changes.delete(check);
  }
  return {
    socket,
    write: (text) => void socket.write(text, "latin1"),
    received: () => received,
    until: async (text) => {
      await when(() => received.includes(text));
      if (!received.includes(text)) throw new RangeError(`closed after: ${received}`);
    },
    closed: async () => {
      await when(() => isClosed);
      return received;
    },
  };
}

/** Sends one text and gives what came back until the server closed the connection. */
export async function rawAnswer(port: number, text: string): Promise<string> {
  const connection = await rawConnection(port);
  connection.write(text);
  return connection.closed();
}
