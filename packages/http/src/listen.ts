import type { Server } from "./server.ts";

/** Where to listen; port 0 lets the system choose. */
export type ListenOptions = { readonly host: string; readonly port: number };

/** Starts to accept connections; the URL carries the host as given and the port in use. */
export async function listen(
  server: Server,
  { host, port }: ListenOptions,
): Promise<{ readonly url: string }> {
  await server.listen({ host, port });
  const address = server.server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}` };
}
