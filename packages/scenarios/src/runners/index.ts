export { catchUp, type CatchUpOptions } from "./catch-up.ts";
export type { Asked } from "./door.ts";
export { type HttpAnswer, type HttpOptions, type HttpRequest, httpRunner } from "./http-runner.ts";
export { inMemoryRunner } from "./in-memory-runner.ts";
export { type KernelOptions, kernelRunner } from "./kernel-runner.ts";
export type { ReadRows, RowsAsked } from "./read-rows.ts";
