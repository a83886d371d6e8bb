import type { Database } from "@holdfast/postgres";
import type { Logger, Metrics } from "@holdfast/telemetry";

import type { ChangeFeed } from "./application/change-feed.ts";
import type { ReadMirrorState } from "./application/mirror-state.ts";
import type { MirrorWatch } from "./application/mirror-watch.ts";
import type { Config } from "./config.ts";

/** What the HTTP side stands on. */
export type ServeParts = {
  readonly config: Config;
  readonly database: Database;
  /** Pools of their own, so that no export and no count of everything waits for pages, nor pages for them. */
  readonly exportDatabase: Database;
  readonly statsDatabase: Database;
  readonly feed: ChangeFeed;
  readonly watch: MirrorWatch;
  /** The state of the mirror, read once for all who ask at the same time. */
  readonly readState: ReadMirrorState;
  readonly logger: Logger;
  readonly metrics: Metrics;
};
