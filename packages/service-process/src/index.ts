export { type Ended, type Program, runToEnd } from "./run-to-end.ts";
export { ServiceDied } from "./service-died.ts";
export {
  type Exit,
  type ServiceProcess,
  type ServiceProcessOptions,
  startServiceProcess,
} from "./start-service-process.ts";
