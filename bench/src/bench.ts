import type { Bench } from "./contract.ts";
import { endSoon } from "./end-soon.ts";
import { explain } from "./explain.ts";
import { machineLines } from "./machine.ts";
import { folderRegistry, isRecord } from "./registry.ts";
import { runBench } from "./run-bench.ts";

const benches = folderRegistry({
  folder: new URL("benches/", import.meta.url),
  exported: "bench",
  isEntry: (value): value is Bench =>
    isRecord(value) && typeof value["title"] === "string" && typeof value["run"] === "function",
});

const around = {
  benches,
  write: (line: string) => process.stdout.write(`${line}\n`),
  header: () => machineLines(new Date()),
};

endSoon(await runBench(process.argv.slice(2), around).catch(explain));
