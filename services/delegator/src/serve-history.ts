import type { Server } from "@holdfast/http";

import { exportRoutes } from "./adapters/http/export-route.ts";
import { ExportSlots } from "./adapters/http/export-slots.ts";
import { statsRoutes } from "./adapters/http/stats-routes.ts";
import { delegationExports, exportSize } from "./adapters/postgres/delegation-exports.ts";
import { statsSnapshots } from "./adapters/postgres/stats-reader.ts";
import { topBakers } from "./adapters/postgres/top-bakers.ts";
import { SCHEMA } from "./schema.ts";
import type { ServeParts } from "./serve-parts.ts";

/** What is made from the whole history: exports and statistics. */
export function serveHistory(server: Server, parts: ServeParts): void {
  const { database, exportDatabase, statsDatabase, config, watch, readState } = parts;
  const ranked = { view: watch.view, readState };
  exportRoutes(server, {
    ...ranked,
    exports: delegationExports(exportDatabase, SCHEMA),
    size: exportSize(database, SCHEMA),
    slots: new ExportSlots(config.EXPORT_MAX),
    stallMs: config.EXPORT_STALL,
  });
  statsRoutes(server, {
    ...ranked,
    snapshots: statsSnapshots(statsDatabase, SCHEMA),
    bakers: topBakers(statsDatabase, SCHEMA),
  });
}
