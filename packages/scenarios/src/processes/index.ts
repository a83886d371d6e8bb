export { inMemoryProcessRunner } from "./in-memory-process-runner.ts";
export type { ProcessLanguage } from "./process-clauses.ts";
export { processRunner, type ProcessRunnerOptions } from "./process-runner.ts";
export { processScenariosOf, type ProcessScenarioOptions } from "./process-scenarios-of.ts";
export type { ProcessStores } from "./process-stores.ts";
export { type SagaFailures, sagaFailures, type Undone } from "./saga-failures.ts";
