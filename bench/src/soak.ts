import type { Soak } from "./contract.ts";
import { endSoon } from "./end-soon.ts";
import { explain } from "./explain.ts";
import { folderRegistry, isRecord } from "./registry.ts";
import { runSoak } from "./run-soak.ts";

const soaks = folderRegistry({
  folder: new URL("soaks/", import.meta.url),
  exported: "soak",
  isEntry: (value): value is Soak =>
    isRecord(value) &&
    typeof value["title"] === "string" &&
    Number.isSafeInteger(value["parallel"]) &&
    typeof value["run"] === "function",
});

const stopping = new AbortController();
// The first Ctrl-C ends the search after the seeds that are running, the second one at once.
process.once("SIGINT", () => stopping.abort());

const around = {
  soaks,
  write: (line: string) => process.stdout.write(`${line}\n`),
  nowMs: () => performance.now(),
  signal: stopping.signal,
};

endSoon(await runSoak(process.argv.slice(2), around).catch(explain));
