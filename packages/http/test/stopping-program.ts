import { createServer, listen } from "@holdfast/http";
import { stopSignal } from "@holdfast/http/stop-signal";
import { openLogger, openMetrics } from "@holdfast/telemetry";
import { Type } from "typebox";

/**
 * A service in small: tells its port, answers `/wait` only once it has been told to stop
 * and `/wait-for-both` only once a SIGTERM has come as well, and ends by its blocks.
 */
const stopping = stopSignal(process);
const logger = openLogger({ service: "stopping", level: "info", format: "json" });
await using server = await createServer({
  service: "stopping",
  title: "Stopping",
  version: "1.0.0",
  logger,
  metrics: openMetrics({ service: "stopping" }),
  readiness: () => ({ isReady: true }),
});
const stopped = new Promise<void>((resolve) => {
  stopping.addEventListener("abort", () => resolve(), { once: true });
});
const schema = { response: { 200: Type.Object({ done: Type.Boolean() }) } };
server.get("/wait", { schema }, () => {
  logger.info("waiting");
  return stopped.then(() => ({ done: true }));
});
const told = new Promise<void>((resolve) => {
  process.once("SIGTERM", () => resolve());
});
server.get("/wait-for-both", { schema }, () => {
  logger.info("waiting");
  return Promise.all([stopped, told]).then(() => ({ done: true }));
});
server.get("/never", { schema }, () => {
  logger.info("waiting");
  return new Promise<{ done: boolean }>(() => undefined);
});
const { url } = await listen(server, { host: "127.0.0.1", port: 0 });
logger.info({ port: Number(new URL(url).port) }, "started");
await stopped;
