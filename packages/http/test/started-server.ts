import { createServer, type CreateServerOptions, listen, type Server } from "@holdfast/http";
import { openLogger, openMetrics } from "@holdfast/telemetry";

/** A server on a free port, its log in memory. */
export type StartedServer = {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  readonly log: readonly Record<string, unknown>[];
};

/** Starts a server with the routes that `routes` registers. */
export async function startedServer(
  routes: (server: Server) => void | Promise<void>,
  options: Partial<CreateServerOptions> = {},
): Promise<StartedServer> {
  const log: Record<string, unknown>[] = [];
  const logger = openLogger({
    service: "test",
    level: "debug",
    format: "json",
    destination: { write: (line) => void log.push(JSON.parse(line)) },
  });
  const server = await createServer({
    service: "test",
    title: "Test",
    version: "1.2.3",
    logger,
    metrics: openMetrics({ service: "test" }),
    readiness: () => ({ isReady: true }),
    ...options,
  });
  await routes(server);
  const { url } = await listen(server, { host: "127.0.0.1", port: 0 });
  return { server, url, port: Number(new URL(url).port), log };
}
