import { parentPort, workerData } from "node:worker_threads";

import { provisionalOf } from "./application/provisional.ts";
import { type IngestMessage } from "./ingest-message.ts";
import { type IngestConfig, ingest } from "./ingest.ts";

// A thread of its own: parsing a page of 10,000 rows takes longer than any request may wait.
const config: IngestConfig = workerData;
const stopping = new AbortController();
parentPort?.once("message", () => {
  stopping.abort();
});

function send(message: IngestMessage): void {
  parentPort?.postMessage(message);
}

await ingest(
  config,
  {
    tell: (fact) => send({ kind: "fact", fact }),
    provisional: (opening) => send({ kind: "provisional", provisional: provisionalOf(opening) }),
  },
  stopping.signal,
);
