import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";

import type { Provisional } from "./application/list-delegations.ts";
import type { Tell } from "./application/sync-fact.ts";
import { DelegationPage } from "./domain/delegation-page.ts";
import type { IngestMessage, IngestOrder, NewestRows } from "./ingest-message.ts";
import type { IngestConfig } from "./ingest.ts";

/** A thread that has not ended by then is stuck in a call that never returns. */
const STOP_MS_MAX = 10_000;

/** Node's default on 64-bit machines. */
const SEMI_SPACE_MB = 16;

type ThreadListeners = {
  readonly tell: Tell;
  readonly provisional: (provisional: Provisional) => void;
};

/** The thread that ingests. Disposing it lets the page being written finish. */
export type IngestThread = AsyncDisposable & {
  /** Says what to do, so that it may look already; only the first time counts. */
  prepare(config: IngestConfig): void;
  /** Hands over what the thread tells, from its start on. */
  hear(listeners: ThreadListeners): void;
  /** Lets it begin, now that the database has all it needs. */
  begin(): void;
  /** Rejects when the thread dies; it is meant to run as long as the process. */
  readonly failed: Promise<never>;
};

/** Starts the thread, which loads its code and waits. */
export function startIngestThread(): IngestThread {
  // Serving asks for a small young generation (`npm start` sets it); a load is a tenth slower with one. Flags count for
  // the heaps that are made after them.
  setFlagsFromString(`--max-semi-space-size=${SEMI_SPACE_MB}`);
  const worker = new Worker(new URL("./ingest-worker.ts", import.meta.url));
  const failed = Promise.withResolvers<never>();
  const ended = Promise.withResolvers<void>();
  failed.promise.catch(() => undefined); // Whoever does not listen is told by the exit code.
  const told = keptUntilHeard<IngestMessage>();
  worker.on("message", told.tell);
  worker.once("error", failed.reject);
  worker.once("exit", () => ended.resolve());
  const order = (message: IngestOrder): void => worker.postMessage(message);
  return {
    failed: failed.promise,
    prepare: (config) => order({ kind: "prepare", config }),
    hear(listeners) {
      told.hear((message) => {
        if (message.kind === "fact") listeners.tell(message.fact);
        else listeners.provisional(newestRows(message));
      });
    },
    begin: () => order({ kind: "begin" }),
    /** May be called again. */
    async [Symbol.asyncDispose]() {
      order({ kind: "stop" });
      const timer = setTimeout(() => void worker.terminate(), STOP_MS_MAX);
      await ended.promise;
      clearTimeout(timer);
    },
  };
}

/** A page is an object with methods, which do not pass from thread to thread. */
function newestRows({ columns, head, final }: NewestRows): Provisional {
  return { rows: new DelegationPage(columns), head, final };
}

/** Passes messages on; keeps those that come before somebody listens. */
function keptUntilHeard<Message>() {
  const kept: Message[] = [];
  let tell = (message: Message): void => void kept.push(message);
  return {
    tell: (message: Message): void => tell(message),
    hear(listener: (message: Message) => void): void {
      tell = listener;
      for (const message of kept.splice(0)) listener(message);
    },
  };
}
