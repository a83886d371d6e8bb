import type { Client, ClientConfig } from "pg";

import { openClient } from "./open-client.ts";

/** Cancels what another connection runs. Does nothing when it runs nothing any more. */
export async function cancelBackend(client: Client, settings: ClientConfig): Promise<void> {
  const processId = "processID" in client ? client.processID : undefined;
  await using canceller = await openClient(settings);
  await canceller.query({ text: "select pg_cancel_backend($1)", values: [processId] });
}
