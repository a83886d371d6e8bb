import { once } from "node:events";
import { createServer } from "node:net";

/** The port asked for if it is free, else any other free one: a demo must not fail because of a port. */
export async function freePort(wanted: number): Promise<number> {
  const found = await tryPort(wanted);
  return found ?? (await tryPort(0)) ?? wanted;
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : undefined;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
