import { type Config, delegatorConfig } from "./config.ts";
import type { IngestThread } from "./ingest-thread.ts";
import { startMistake } from "./start-mistake.ts";

/** Reads the configuration and runs the service until it is told to stop; the exit code. */
export async function start(ingest: IngestThread): Promise<number> {
  let config: Config | undefined;
  try {
    config = delegatorConfig();
    const { DATABASE_URL } = config;
    // The first page is asked for while the rest of the service loads.
    if (DATABASE_URL !== undefined) ingest.prepare({ ...config, DATABASE_URL });
    const { run } = await import("./run-service.ts");
    await run(config, ingest);
    return 0;
  } catch (error) {
    const mistake = startMistake(error, config);
    if (mistake === undefined) throw error;
    process.stderr.write(`${mistake}\n`);
    return 2;
  }
}
