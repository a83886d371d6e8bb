import { testServer } from "./config.ts";
import { temporaryServer } from "./temporary-server.ts";

/**
 * The global setup of a Vitest project: one server for the whole run, without durability, unless
 * `DATABASE_ADMIN_URL` or `DATABASE_URL` names one. Returns what ends it.
 */
export async function setup(): Promise<() => Promise<void>> {
  const given = testServer.given();
  if (given !== undefined) {
    testServer.announce(given);
    return async () => undefined;
  }
  await using held = new AsyncDisposableStack();
  if (process.platform !== "win32") {
    const template = await temporaryServer({ durable: false });
    await template.server[Symbol.asyncDispose]();
    held.use(template.folder);
    testServer.announceTemplate(template.server.home);
  }
  const { server, folder } = await temporaryServer({ durable: false });
  held.use(folder);
  held.use(server);
  testServer.announce(server.adminUrl);
  const running = held.move();
  return () => running.disposeAsync();
}
