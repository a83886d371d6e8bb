import { startServiceProcess } from "@holdfast/service-process";

// Owns a service, tells its pid, and waits to be killed or interrupted.
const service = await startServiceProcess({
  entry: new URL("./fixture-service.ts", import.meta.url),
  env: {},
});
process.once("SIGINT", () => void service[Symbol.asyncDispose]());
process.stdout.write(`owned ${service.pid}\n`);
const { code, signal } = await service.exited;
process.stdout.write(`ended with ${signal ?? code}\n`);
