import { once } from "node:events";
import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Where a server listens. */
export type Address = { readonly host: string; readonly port: number };

/** Starts listening; the port that was taken when 0 was asked for. Rejects when it cannot. */
export async function listen(server: Server, { host, port }: Address): Promise<number> {
  server.listen({ host, port });
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** Takes no connections for that long and breaks those there are; then listens where it did. */
export async function refuseConnections(
  server: Server,
  address: Address,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
): Promise<void> {
  // Two faults may meet while requests overlap; the first one counts.
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await sleep(ms, undefined, { signal });
  await listen(server, address);
}

/** Stops listening and breaks what is still connected. */
export async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
