import { startServiceProcess } from "@holdfast/service-process";

// Owns a service, tells its pid, and waits to be killed.
const service = await startServiceProcess({
  entry: new URL("./fixture-service.ts", import.meta.url),
  env: {},
});
process.stdout.write(`owned ${service.pid}\n`);
await service.exited;
