import { parentPort, workerData } from "node:worker_threads";

import { startPageReader } from "./adapters/tzkt/page-reader.ts";
import { type Opening } from "./application/opening.ts";
import { provisionalOf } from "./application/provisional.ts";
import { type SyncFact } from "./application/sync-fact.ts";
import { type Config } from "./config.ts";
import { type IngestMessage, type IngestOrder } from "./ingest-message.ts";
import { ingest } from "./ingest.ts";

// A thread of its own: parsing a page of 10,000 rows takes longer than any request may wait.
const config: Config = workerData;
const stopping = new AbortController();
const begun = Promise.withResolvers<string | undefined>();

parentPort?.on("message", (order: IngestOrder) => {
  if (order.kind === "begin") {
    begun.resolve(order.databaseUrl);
    return;
  }
  begun.resolve(undefined);
  stopping.abort();
  // A port that is listened to would keep the thread alive.
  parentPort?.close();
});

function send(message: IngestMessage): void {
  parentPort?.postMessage(message);
}

await using reader = startPageReader();
const databaseUrl = await begun.promise;
if (databaseUrl !== undefined) {
  const surroundings = {
    reader,
    tell: (fact: SyncFact) => send({ kind: "fact", fact }),
    provisional: (opening: Opening) =>
      send({ kind: "provisional", provisional: provisionalOf(opening) }),
  };
  await ingest({ ...config, DATABASE_URL: databaseUrl }, surroundings, stopping.signal);
}
