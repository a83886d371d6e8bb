import { parentPort } from "node:worker_threads";

import { startPageReader } from "./adapters/tzkt/page-reader.ts";
import type { Opening } from "./application/opening.ts";
import type { SyncFact } from "./application/sync-fact.ts";
import type { IngestMessage, IngestOrder } from "./ingest-message.ts";
import { type IngestConfig, ingest } from "./ingest.ts";

// A thread of its own: parsing a page of 10,000 rows takes longer than any request may wait.
const stopping = new AbortController();
const prepared = Promise.withResolvers<IngestConfig | undefined>();
const begun = Promise.withResolvers<void>();

parentPort?.on("message", (order: IngestOrder) => {
  if (order.kind === "prepare") {
    prepared.resolve(order.config);
    return;
  }
  begun.resolve();
  if (order.kind === "begin") return;
  prepared.resolve(undefined);
  stopping.abort();
  // A port that is listened to would keep the thread alive.
  parentPort?.close();
});

function send(message: IngestMessage): void {
  parentPort?.postMessage(message);
}

await using reader = startPageReader();
const config = await prepared.promise;
if (config !== undefined) {
  const surroundings = {
    reader,
    begun: begun.promise,
    tell: (fact: SyncFact) => send({ kind: "fact", fact }),
    provisional: ({ rows: { columns }, headLevel: head, finalLevel: final }: Opening) =>
      send({ kind: "newest", columns, head, final }),
  };
  await ingest(config, surroundings, stopping.signal);
}
