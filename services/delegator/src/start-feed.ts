import type { Database } from "@holdfast/postgres";
import type { Logger } from "@holdfast/telemetry";

import { changeLog } from "./adapters/postgres/change-log.ts";
import { CHANGE_CHANNEL } from "./adapters/postgres/log-changes.ts";
import { systemClock } from "./adapters/runtime/system-clock.ts";
import { ChangeFeed } from "./application/change-feed.ts";
import { SCHEMA } from "./schema.ts";

export type FeedParts = { readonly database: Database; readonly logger: Logger };

/** A feed that runs until it is disposed of; then all streams end. */
export type RunningFeed = AsyncDisposable & { readonly feed: ChangeFeed };

/** Starts the one feed of this process, woken by the database whenever there is something new. */
export function startFeed({ database, logger }: FeedParts): RunningFeed {
  const stopping = new AbortController();
  const { signal } = stopping;
  const onFault = (err: unknown): void => logger.warn({ err }, "changes could not be read");
  const feed = new ChangeFeed({ log: changeLog(database, SCHEMA), clock: systemClock, onFault });
  const { wake } = feed;
  // Whoever cannot listen still looks every second.
  const listening = database
    .listen(CHANGE_CHANNEL, { onNotify: wake, onListening: wake, signal })
    .catch(onFault);
  const running = feed.run(signal);
  return {
    feed,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.all([listening, running]);
    },
  };
}
