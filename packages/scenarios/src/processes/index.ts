export type { ProcessLanguage } from "./process-clauses.ts";
export { processScenariosOf, type ProcessScenarioOptions } from "./process-scenarios-of.ts";
export { type SagaFailures, sagaFailures, type Undone } from "./saga-failures.ts";
