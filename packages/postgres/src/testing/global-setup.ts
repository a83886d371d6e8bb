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
  const { server, folder } = await temporaryServer({ durable: false });
  testServer.announce(server.adminUrl);
  return async () => {
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  };
}
