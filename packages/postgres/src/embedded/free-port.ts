import { once } from "node:events";
import { createServer } from "node:net";

import { EmbeddedStartFailed } from "./embedded-start-failed.ts";

/** A port of the loopback interface that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") {
    throw new EmbeddedStartFailed("the system has no free port");
  }
  return address.port;
}
