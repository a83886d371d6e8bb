import { once } from "node:events";
import { Socket } from "node:net";

import { Client } from "pg";

import type { Transfer } from "./export-questions.ts";

/** ReadyForQuery, outside a transaction: what the server ends its answer with. */
const READY = Buffer.from("Z\0\0\0\x05I", "latin1");

/** A simple query of the protocol. */
function queryMessage(text: string): Buffer {
  const bytes = Buffer.from(`Q0000${text}\0`);
  bytes.writeInt32BE(bytes.length - 1, 1);
  return bytes;
}

/** Logs in with the driver, then reads the socket itself: nothing parses what comes, which no client can undercut. */
export async function bareCopy(databaseUrl: string, text: string): Promise<Transfer> {
  const socket = new Socket();
  const options = "-c timezone=UTC";
  const client = new Client({ connectionString: databaseUrl, options, stream: () => socket });
  client.on("error", () => undefined);
  await client.connect();
  socket.removeAllListeners("data");
  const startedMs = performance.now();
  socket.write(queryMessage(text));
  let bytes = 0;
  let tail: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    bytes += chunk.length;
    // The last message may come in two parts.
    tail = Buffer.concat([tail, chunk.subarray(-READY.length)]).subarray(-READY.length);
    if (tail.equals(READY)) socket.emit("whole");
  });
  socket.resume();
  await once(socket, "whole");
  const milliseconds = performance.now() - startedMs;
  socket.destroy();
  return { bytes, milliseconds };
}
