import { runConfigured } from "@holdfast/service-start";

import { delegatorConfig } from "./config.ts";
import type { IngestThread } from "./ingest-thread.ts";

/** Reads the configuration and runs the service until it is told to stop; the exit code. */
export function start(ingest: IngestThread): Promise<number> {
  return runConfigured(delegatorConfig, async (config) => {
    const { DATABASE_URL } = config;
    // The first page is asked for while the rest of the service loads.
    if (DATABASE_URL !== undefined) ingest.prepare({ ...config, DATABASE_URL });
    const { run } = await import("./run-service.ts");
    await run(config, ingest);
  });
}
