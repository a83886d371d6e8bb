import { runConfigured } from "@holdfast/service-start";

import { paymentsConfig } from "./config.ts";

if (process.argv.includes("--help")) {
  const { help } = await import("./help.ts");
  process.stdout.write(help());
} else {
  process.exitCode = await runConfigured(paymentsConfig, async (config) => {
    const { run } = await import("./run-service.ts");
    await run(config);
  });
}
