import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { dataDirectory } from "./config.ts";
import { DEMO_HELP, readDemoOptions } from "./demo/demo-options.ts";
import { runDemo } from "./demo/run-demo.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const options = readDemoOptions(process.argv.slice(2));
if (options.kind === "help") {
  process.stdout.write(DEMO_HELP);
} else if (options.kind === "mistakes") {
  process.stderr.write(options.mistakes.map((mistake) => `demo: ${mistake}\n`).join(""));
  process.exitCode = 2;
} else {
  // A folder of its own: a service started by hand must not go on with simulated data.
  const directory = join(dataDirectory(), "demo");
  await mkdir(directory, { recursive: true });
  process.exitCode = await runDemo({ ...options, directory }, untilInterrupted());
}
