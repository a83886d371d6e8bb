/** Backs up or restores, and stops for good when it tells for the n-th time of one step of its progress. */
import { writeSync } from "node:fs";

import { type BackupProgress, backUp, restore } from "../src/backup/index.ts";
import { eventStoreMigrations } from "../src/event-store/index.ts";

const [kind, url = "", directory = "", step, times = "1"] = process.argv.slice(2);
let left = Number(times);

function onProgress(progress: BackupProgress): void {
  const name = "table" in progress ? `${progress.step} ${progress.table}` : progress.step;
  if (name !== step) return;
  left -= 1;
  if (left > 0) return;
  writeSync(1, "stopped\n");
  // Nothing of this process moves any more.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

if (kind === "back-up") {
  await backUp({ url, service: "ledger", schema: "ledger", directory, onProgress });
} else {
  await restore({ url, directory, migrations: [eventStoreMigrations], onProgress });
}
