import pg, { type Client, type ClientConfig } from "pg";

import { asUnavailable } from "./as-unavailable.ts";

/** One connection outside any pool, closed at the end of its block. */
export async function openClient(settings: ClientConfig): Promise<OpenClient> {
  const client = new pg.Client(settings);
  // An error between two statements also fails the next one, which is where it is dealt with.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw asUnavailable(error, "not_applied");
  }
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

/** A connection of the driver that is a resource. */
export type OpenClient = Client & AsyncDisposable;
